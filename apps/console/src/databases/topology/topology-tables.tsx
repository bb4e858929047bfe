import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useOrganization } from '../../people/index.ts'
import { Section } from '../../ui/section.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { DatabaseStatus } from '../database-status.tsx'
import { connectionQuery } from '../queries.ts'
import { shortVersion } from '../short-version.ts'
import { topologyText as words } from './text.ts'
import { type WayIn, waysInto } from './ways-in.ts'

const { heads } = words

const ways: readonly Column<WayIn>[] = [
  { head: heads.way, cell: ({ by }) => words.entries[by] },
  { head: heads.address, cell: ({ address }) => <code>{address}</code> },
  { head: heads.leads, cell: ({ door }) => `${words.doors[door]}: ${words.about[door]}` },
]

const instances: readonly Column<DatabaseView>[] = [
  { head: heads.role, cell: () => words.primary },
  { head: heads.host, cell: ({ hostName }) => <code>{hostName ?? words.none}</code> },
  { head: heads.state, cell: ({ state }) => <DatabaseStatus state={state} /> },
  { head: heads.version, cell: ({ serverVersion, version }) => shortVersion(serverVersion, version) },
  { head: heads.sync, cell: () => words.alone },
  { head: heads.disk, cell: ({ usedBytes, storageBytes }) => words.disk(usedBytes, storageBytes) },
  { head: heads.connections, cell: ({ connections }) => connections ?? words.unknown, isFigure: true },
]

/** The same as the map, in rows. */
export function TopologyTables({ database }: { database: DatabaseView }) {
  const { id: organization } = useOrganization()
  const connection = useSuspenseQuery(connectionQuery(organization, database.id)).data
  return (
    <>
      <Section title={words.table.instances}>
        <Table caption={words.table.instances} columns={instances} rows={[database]} keyOf={({ id }) => id} />
      </Section>
      <Section title={words.table.ways}>
        <Table caption={words.table.ways} columns={ways} rows={waysInto(connection)} keyOf={({ key }) => key} />
      </Section>
    </>
  )
}
