import styles from './capacity-bar.module.css'

/** How much of something is taken; the figures stand beside it in words. */
export function CapacityBar({ share }: { share: number }) {
  const width = `${Math.min(100, Math.max(0, share * 100))}%`
  return (
    <span className={styles.bar} aria-hidden="true">
      <span style={{ inlineSize: width }} />
    </span>
  )
}
