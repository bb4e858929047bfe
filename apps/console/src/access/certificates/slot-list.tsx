import type { ReplicationSlotView } from '@holdfast/shared/contract/access-views'
import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useOrganization } from '../../people/index.ts'
import { Section } from '../../ui/section.tsx'
import { Status } from '../../ui/status.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import styles from '../access.module.css'
import { text } from '../text.ts'
import { replicationSlotsQuery } from './queries.ts'

const words = text.slots

const columns: readonly Column<ReplicationSlotView>[] = [
  { head: words.columns.name, cell: ({ name }) => <code>{name}</code> },
  { head: words.columns.database, cell: ({ logicalDatabase }) => <code>{logicalDatabase ?? text.none}</code> },
  {
    head: words.columns.state,
    cell: ({ isActive }) => <Status tone={isActive ? 'ok' : 'warn'} word={isActive ? words.active : words.idle} />,
  },
]

/** The replication slots, as the host last saw them. */
export function SlotList({ database }: { database: DatabaseView }) {
  const { id: organization } = useOrganization()
  const slots = useSuspenseQuery(replicationSlotsQuery(organization, database.id)).data
  return (
    <Section title={words.title}>
      <p className={styles.about}>{words.about}</p>
      {slots.length === 0 ? (
        <p>{words.empty}</p>
      ) : (
        <Table caption={words.title} columns={columns} rows={slots} keyOf={({ name }) => name} />
      )}
    </Section>
  )
}
