import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { asProblem } from '../../api/problem.ts'
import { needsPermission, useOrganization, usePermissions } from '../../people/index.ts'
import { ShownProblem } from '../../problems/index.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Section } from '../../ui/section.tsx'
import { Segments } from '../../ui/segments.tsx'
import { connectionQuery } from '../queries.ts'
import { text } from '../text.ts'
import { ConnectionActions } from './connection-actions.tsx'
import styles from './connection-panel.module.css'
import { ConnectionReadiness } from './connection-readiness.tsx'
import { connectionString, doorOf, type Endpoint, endpoints, type Format, formats } from './connection-string.ts'
import { rememberedFormat, rememberFormat } from './remembered-format.ts'
import { useRevealed } from './use-revealed.ts'

const words = text.connect
const endpointChoices = endpoints.map((each) => [each, words.endpoints[each]] as const)

const byNameFact = ({ host, port }: { host: string; port: number }) =>
  [
    words.facts.byName,
    <code key="byName">
      {host}:{port}
    </code>,
  ] as const

/** How to connect, from the first second on; Copy works as soon as the string would. */
export function ConnectionPanel({ database }: { database: DatabaseView }) {
  const { id: organization } = useOrganization()
  const mayConnect = usePermissions().has('database:connect')
  const connection = useSuspenseQuery(connectionQuery(organization, database.id)).data
  const revealed = useRevealed(organization, database.id)
  const { shown, isFirst, error, show } = revealed
  const [format, setFormat] = useState<Format>(rememberedFormat)
  const [wanted, setEndpoint] = useState<Endpoint>('pooled')
  const { host, databaseName, role, caUrl, isReady } = connection
  const endpoint = connection.pooled ? wanted : 'direct'
  const { port, byName } = connection[endpoint] ?? connection.direct
  const choose = (next: Format) => {
    setFormat(next)
    rememberFormat(next)
  }
  const choices = formats.map((each) => [each, words.formats[each]] as const)
  return (
    <Section
      title={words.title}
      isPanel
      aside={
        <>
          {connection.pooled && (
            <Segments label={words.endpoint} choices={endpointChoices} chosen={endpoint} onChoose={setEndpoint} />
          )}
          <Segments label={words.format} choices={choices} chosen={format} onChoose={choose} />
        </>
      }
    >
      <CodeBlock code={connectionString(doorOf(shown ?? connection, endpoint), format)} label={words.codeLabel} />
      <ConnectionActions caUrl={caUrl} isReady={isReady} endpoint={endpoint} format={format} revealed={revealed}>
        <ConnectionReadiness database={database} connection={connection} />
      </ConnectionActions>
      {error && <ShownProblem problem={asProblem(error)} onRetry={() => void show()} />}
      <Facts
        facts={[
          [words.facts.host, <code key="host">{host}</code>],
          [words.facts.port, <code key="port">{port}</code>],
          ...(byName ? [byNameFact(byName)] : []),
          [words.facts.database, <code key="database">{databaseName}</code>],
          [words.facts.role, <code key="role">{role}</code>],
          [words.facts.tls, words.tls],
        ]}
      />
      <div className={styles.notes}>
        <p id="connection-audit">
          {mayConnect ? words.audited : needsPermission('database:connect')}
          {shown && ` ${isFirst ? words.untilLeave : words.hidesIn}`}
        </p>
        <p>{words.caPlace}</p>
        <p>{words.about[endpoint]}</p>
      </div>
    </Section>
  )
}
