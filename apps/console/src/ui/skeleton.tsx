import styles from './skeleton.module.css'

/** Keeps the place of lines that are on their way; shown only when they take longer than 200 ms. */
export function Skeleton({ lines }: { lines: number }) {
  return (
    <div className={styles.skeleton} aria-hidden="true">
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars have no other identity
        <span key={line} />
      ))}
    </div>
  )
}
