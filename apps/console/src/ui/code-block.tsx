import styles from './code-block.module.css'

/** Text for a machine, wrapped so that nothing hides beyond an edge. */
export function CodeBlock({ code, label }: { code: string; label: string }) {
  return (
    <figure aria-label={label}>
      <pre className={styles.block}>
        <code>{code}</code>
      </pre>
    </figure>
  )
}
