import { useEffect, useRef } from 'react'
import { Button } from '../ui/button.tsx'
import { CodeBlock } from '../ui/code-block.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { text } from './text.ts'
import styles from './webhooks.module.css'

interface MadeWebhookProps {
  url: string
  secret: string
  onDone: () => void
}

const words = text.made

/** The secret of a webhook that was just made, this one time, and how a receiver uses it. */
export function MadeWebhook({ url, secret, onDone }: MadeWebhookProps) {
  const lead = useRef<HTMLParagraphElement>(null)
  useEffect(() => lead.current?.focus(), [])
  return (
    <div className={styles.made}>
      <p ref={lead} tabIndex={-1}>
        {words.lead(url)}
      </p>
      <CodeBlock code={secret} label={words.label} />
      <div className={styles.actions}>
        <CopyButton label={words.copy} value={secret} />
        <Button onClick={onDone}>{words.done}</Button>
      </div>
      <details className={styles.fold}>
        <summary>{words.how}</summary>
        <div className={styles.inside}>
          <CodeBlock code={text.verifying} label={words.howLabel} />
          <CopyButton label={words.copyHow} value={text.verifying} />
        </div>
      </details>
    </div>
  )
}
