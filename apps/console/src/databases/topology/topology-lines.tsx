import styles from './topology.module.css'

/** Lines from every box of one column to every box of the next; the words beside them say the same. */
export function TopologyLines({ from, to }: { from: number; to: number }) {
  const heights = (count: number) => Array.from({ length: count }, (_, index) => (100 / count) * (index + 0.5))
  return (
    <svg className={styles.lines} viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      {heights(from).flatMap((start) =>
        heights(to).map((end) => (
          <path
            key={`${start}/${end}`}
            d={`M0 ${start} C50 ${start} 50 ${end} 100 ${end}`}
            vectorEffect="non-scaling-stroke"
          />
        )),
      )}
    </svg>
  )
}
