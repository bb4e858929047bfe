import type { Contract } from '@holdfast/shared/contract/contract'
import type { ReplyOf } from '@holdfast/shared/contract/define-route'
import type { HostView } from '@holdfast/shared/contract/platform-routes'
import { Link } from '@tanstack/react-router'
import { useOrganization } from '../people/index.ts'
import { CodeBlock } from '../ui/code-block.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { formatSeconds } from '../ui/numbers.ts'
import { Status } from '../ui/status.tsx'
import { useNow } from '../ui/use-now.ts'
import styles from './add-host.module.css'
import { text } from './text.ts'

interface HostToComeProps {
  terms: ReplyOf<Contract['platform']['createJoinToken']>
  /** Hosts that have joined since. */
  hosts: readonly HostView[]
}

const words = text.add

/** The command with its clock, and what has come of it. */
export function HostToCome({ terms, hosts }: HostToComeProps) {
  const { word: org } = useOrganization()
  const now = useNow()
  const left = Date.parse(terms.expiresAt) - now
  const { command } = terms
  if (command === null) return <p>{words.loopback}</p>
  return (
    <div className={styles.command}>
      <CodeBlock code={command} label={words.label} />
      <CopyButton label={words.copy} value={command} />
      <p className={styles.note}>{left > 0 ? words.expires(formatSeconds(left)) : words.expired}</p>
      <div role="status">
        {hosts.length === 0 && left > 0 && <Status tone="busy" word={words.waiting} />}
        {hosts.map(({ id, name, state }) => (
          <p key={id}>
            <Link to="/o/$org/hosts/$host" params={{ org, host: name }}>
              {words.joined(name, text.state[state].toLowerCase())}
            </Link>
          </p>
        ))}
      </div>
    </div>
  )
}
