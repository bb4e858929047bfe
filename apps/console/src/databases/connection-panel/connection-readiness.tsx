import type { ConnectionView, DatabaseView } from '@holdfast/shared/contract/database-routes'
import { useQuery } from '@tanstack/react-query'
import { operationsQuery, tookMs } from '../../operations/index.ts'
import { useOrganization } from '../../people/index.ts'
import { formatAge } from '../../ui/moments.ts'
import { Status } from '../../ui/status.tsx'
import styles from './connection-panel.module.css'
import { connectText as words } from './text.ts'

const newForMs = 600_000

interface ConnectionReadinessProps {
  database: DatabaseView
  connection: ConnectionView
  /** Why the string would not work just now; null when it would. */
  because: string | null
}

/** Whether the string works now, and why not; for a new database how long that took. */
export function ConnectionReadiness({ database, connection, because }: ConnectionReadinessProps) {
  const { id: organization } = useOrganization()
  // The string matters more than how long it took: without the operations it stands all the same.
  const items = useQuery(operationsQuery(organization, { databaseId: database.id })).data?.items ?? []
  const { lastRefusal } = connection
  const isNew = Date.now() - Date.parse(database.createdAt) < newForMs
  const creation = isNew
    ? items.find(({ kind, state }) => kind === 'create-database' && state === 'succeeded')
    : undefined
  const took = creation ? tookMs(creation) : null
  return (
    <div className={styles.ready} id="connection-ready">
      {because === null ? (
        <Status tone="ok" word={took === null ? words.ready : words.readyIn(took)} />
      ) : (
        <Status tone="busy" word={words.notReady(because)} />
      )}
      {lastRefusal && (
        <p className={styles.refusal}>
          {words.refusal(
            formatAge(Date.parse(lastRefusal.at), Date.now()),
            lastRefusal.clientAddress,
            lastRefusal.because,
          )}
        </p>
      )}
    </div>
  )
}
