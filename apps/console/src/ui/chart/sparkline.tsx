import styles from './sparkline.module.css'
import { sparklinePath } from './sparkline-path.ts'

const [width, height] = [120, 24]

/** How a figure went, beside the figure itself. */
export function Sparkline({ values }: { values: readonly (number | null)[] }) {
  return (
    <svg className={styles.sparkline} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      <path d={sparklinePath(values, width, height)} />
    </svg>
  )
}
