import type { ConnectionView, DatabaseView } from '@holdfast/shared/contract/database-routes'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useOrganization } from '../../people/index.ts'
import { Button } from '../../ui/button.tsx'
import { CapacityBar } from '../../ui/capacity-bar.tsx'
import { DatabaseStatus } from '../database-status.tsx'
import { connectionQuery } from '../queries.ts'
import { shortVersion } from '../short-version.ts'
import { topologyText as words } from './text.ts'
import styles from './topology.module.css'
import { TopologyLines } from './topology-lines.tsx'
import { walkBoxes } from './walk-boxes.ts'
import { waysInto } from './ways-in.ts'

/** Where clients come in, through which doors, and what answers on which host. */
export function TopologyMap({ database }: { database: DatabaseView }) {
  const { id: organization } = useOrganization()
  const connection = useSuspenseQuery(connectionQuery(organization, database.id)).data
  const entries = [...new Set(waysInto(connection).map(({ by }) => by))]
  const doors = connection.pooled ? 2 : 1
  return (
    <div className={styles.frame}>
      <figure className={styles.map} aria-label={words.map(database.name)} onKeyDown={walkBoxes}>
        <div className={styles.column}>
          <p className={styles.head}>{words.columns.entry}</p>
          <div className={styles.boxes}>
            <Entries connection={connection} name={database.name} entries={entries} />
          </div>
        </div>
        <TopologyLines from={entries.length} to={doors} />
        <div className={styles.column}>
          <p className={styles.head}>{words.columns.doors}</p>
          <div className={styles.boxes}>
            <Doors connection={connection} name={database.name} />
          </div>
        </div>
        <TopologyLines from={doors} to={1} />
        <Instance database={database} />
      </figure>
      <p className={styles.note}>{words.walk}</p>
    </div>
  )
}

function Entries({
  connection,
  name,
  entries,
}: {
  connection: ConnectionView
  name: string
  entries: readonly ('name' | 'host')[]
}) {
  const { word: org } = useOrganization()
  const dnsName = (connection.pooled ?? connection.direct).byName?.host
  return entries.map((by) => (
    <Link key={by} to="/o/$org/d/$db" params={{ org, db: name }} className={styles.box ?? ''}>
      <strong>{words.entries[by]}</strong>
      <code>{by === 'name' ? dnsName : connection.host}</code>
    </Link>
  ))
}

function Doors({ connection, name }: { connection: ConnectionView; name: string }) {
  const { word: org } = useOrganization()
  return (['pooled', 'direct'] as const).map((door) => {
    const view = connection[door]
    if (!view) return null
    return (
      <Link key={door} to="/o/$org/d/$db" params={{ org, db: name }} className={styles.box ?? ''}>
        <strong>{words.doors[door]}</strong>
        <code>{words.port(view.port)}</code>
        <span>{words.about[door]}</span>
      </Link>
    )
  })
}

function Instance({ database }: { database: DatabaseView }) {
  const { word: org } = useOrganization()
  const { hostName, state, serverVersion, version, usedBytes, storageBytes, connections } = database
  return (
    <div className={styles.column}>
      <p className={styles.head}>{hostName ? words.columns.host(hostName) : words.unplaced}</p>
      <div className={styles.boxes}>
        <Link to="/o/$org/hosts/$host" params={{ org, host: hostName ?? '' }} className={styles.box ?? ''}>
          <strong>{words.primary}</strong>
          <DatabaseStatus state={state} />
          <span>PostgreSQL {shortVersion(serverVersion, version)}</span>
          <CapacityBar share={usedBytes === null ? 0 : usedBytes / storageBytes} />
          <span>{words.disk(usedBytes, storageBytes)}</span>
          <span>{words.connections(connections)}</span>
        </Link>
      </div>
      <div className={styles.ghost}>
        <Button icon="plus" tone="quiet" isDisabled aria-describedby="why-no-standby">
          {words.addStandby}
        </Button>
        <p id="why-no-standby">{words.noStandby}</p>
      </div>
    </div>
  )
}
