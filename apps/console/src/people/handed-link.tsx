import { CodeBlock } from '../ui/code-block.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import styles from './handed-link.module.css'

interface HandedLinkProps {
  /** What to do with it. */
  words: string
  url: string
  label: string
  copy: string
}

/** A link that is shown once, for a person to hand over. */
export function HandedLink({ words, url, label, copy }: HandedLinkProps) {
  return (
    <div className={styles.link}>
      <p role="status">{words}</p>
      <CodeBlock code={url} label={label} />
      <CopyButton label={copy} value={url} />
    </div>
  )
}
