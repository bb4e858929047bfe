import { CodeBlock } from '../ui/code-block.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import styles from './as-command.module.css'
import { curlLine, type ShownRequest } from './curl-line.ts'
import { shellLine } from './shell-words.ts'
import { text } from './text.ts'

interface AsCommandProps {
  /** Arguments behind `holdfast`, unquoted: `['database', 'create', name]`. */
  holdfast: readonly string[]
  /** Left out where only a signed-in person may: a token of `curl` would be refused. */
  request?: ShownRequest
}

/** The same wish as lines for a terminal, with what is typed so far and no secret. */
export function AsCommand({ holdfast, request }: AsCommandProps) {
  const line = shellLine(['holdfast', ...holdfast])
  const curl = request && curlLine(request)
  return (
    <details className={styles.command}>
      <summary>{text.asCommand}</summary>
      <div className={styles.lines}>
        <CodeBlock code={line} label={text.holdfast} />
        <CopyButton label={text.copyHoldfast} value={line} />
        {curl && (
          <>
            <CodeBlock code={curl} label={text.curl} />
            <CopyButton label={text.copyCurl} value={curl} />
          </>
        )}
      </div>
    </details>
  )
}
