import type { LogicalDatabaseView } from '@holdfast/shared/contract/access-views'
import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { useSuspenseQuery } from '@tanstack/react-query'
import { logicalDatabasesQuery } from '../../databases/index.ts'
import { useOrganization } from '../../people/index.ts'
import { Section } from '../../ui/section.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import styles from '../access.module.css'
import { AccessState } from '../access-state.tsx'
import { logicalStates, text } from '../text.ts'
import { CreateLogicalDatabase } from './create-logical-database.tsx'
import { RemoveLogicalDatabase } from './remove-logical-database.tsx'
import { UndeleteLogicalDatabase } from './undelete-logical-database.tsx'

const words = text.logical

const columnsOf = (database: DatabaseView): readonly Column<LogicalDatabaseView>[] => [
  { head: words.columns.name, cell: ({ name }) => <code>{name}</code> },
  { head: words.columns.owner, cell: ({ owner }) => <code>{owner}</code> },
  {
    head: words.columns.state,
    cell: ({ state, because }) => <AccessState state={state} word={logicalStates[state]} because={because} />,
  },
  {
    head: words.columns.act,
    cell: (logical) => {
      if (logical.state === 'deleted') return <UndeleteLogicalDatabase database={database} logical={logical} />
      const note = logical.isFirst ? words.first : logical.isPlatformMade ? text.none : text.platformOnly
      return <span className={styles.note}>{note}</span>
    },
  },
]

/** The logical databases inside, those that can be brought back included. */
export function LogicalDatabaseDesk({ database }: { database: DatabaseView }) {
  const { id: organization } = useOrganization()
  const all = useSuspenseQuery(logicalDatabasesQuery(organization, database.id)).data
  const removable = all.filter(
    ({ isFirst, isPlatformMade, state }) => isPlatformMade && !isFirst && state !== 'deleted',
  )
  return (
    <Section title={words.title}>
      <p className={styles.about}>{words.about}</p>
      <Table caption={words.title} columns={columnsOf(database)} rows={all} keyOf={({ name }) => name} />
      <CreateLogicalDatabase database={database} />
      {removable.length > 0 && <RemoveLogicalDatabase database={database} names={removable.map(({ name }) => name)} />}
    </Section>
  )
}
