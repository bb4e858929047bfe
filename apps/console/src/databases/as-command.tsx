import { CodeBlock } from '../ui/code-block.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import styles from './as-command.module.css'
import type { CreateValues } from './create-values.ts'
import { text } from './text.ts'

/** The same wish as a line for a terminal, with what is typed so far. */
export function AsCommand({ values }: { values: CreateValues }) {
  const { name, size, storageBytes, version } = values
  const command = [
    `npx holdfast database create ${name || 'NAME'}`,
    `--size ${size}`,
    `--storage ${storageBytes || '10'}GiB`,
    ...(version ? [`--version ${version}`] : []),
    '--wait',
  ].join(' ')
  return (
    <aside className={styles.command} aria-label={text.create.asCommand}>
      <h2>{text.create.asCommand}</h2>
      <CodeBlock code={command} label={text.create.commandLabel} />
      <CopyButton label={text.connect.copy} value={command} />
    </aside>
  )
}
