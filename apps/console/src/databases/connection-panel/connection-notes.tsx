import { needsPermission, usePermissions } from '../../people/index.ts'
import { Facts } from '../../ui/facts.tsx'
import { doorOf } from './connection-choice.ts'
import styles from './connection-panel.module.css'
import { connectText as words } from './text.ts'
import type { useRevealed } from './use-revealed.ts'
import type { ChosenConnection } from './write-connection.ts'

interface ConnectionNotesProps extends ChosenConnection {
  login: string
  revealed: ReturnType<typeof useRevealed>
}

const byNameFact = ({ host, port }: { host: string; port: number }) =>
  [
    words.facts.byName,
    <code key="byName">
      {host}:{port}
    </code>,
  ] as const

/** The parts of the string, and what to know about them. */
export function ConnectionNotes({ connection, choice, role, database, login, revealed }: ConnectionNotesProps) {
  const mayConnect = usePermissions().has('database:connect')
  const { port, byName } = doorOf(connection, choice.endpoint)
  const endpoint = connection.pooled ? choice.endpoint : 'direct'
  return (
    <>
      <Facts
        facts={[
          [words.facts.host, <code key="host">{connection.host}</code>],
          [words.facts.port, <code key="port">{port}</code>],
          ...(byName ? [byNameFact(byName)] : []),
          [words.facts.database, <code key="database">{database}</code>],
          [words.facts.role, <code key="role">{login}</code>],
          [words.facts.tls, words.tls],
        ]}
      />
      <div className={styles.notes}>
        <p id="connection-audit">
          {mayConnect ? words.audited : needsPermission('database:connect')}
          {revealed.shown && ` ${revealed.isFirst ? words.untilLeave : words.hidesIn}`}
        </p>
        <p>
          {words.caPlaces[choice.format]} {choice.caFile.trim() === '' && words.caUnset}
        </p>
        {role?.needsCertificate && <p>{words.directOnly.certificate}</p>}
        {role?.replication && <p>{words.directOnly.replication}</p>}
        <p>{words.about[endpoint]}</p>
      </div>
    </>
  )
}
