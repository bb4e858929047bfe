import type { RoleView } from '@holdfast/shared/contract/access-views'
import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { useSuspenseQuery } from '@tanstack/react-query'
import { logicalDatabasesQuery, rolesQuery } from '../../databases/index.ts'
import { useOrganization } from '../../people/index.ts'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/section.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import styles from '../access.module.css'
import { AccessState } from '../access-state.tsx'
import { roleStates, text } from '../text.ts'
import { ChangeRole } from './change-role.tsx'
import { CreateRole } from './create-role.tsx'

interface RoleDeskProps {
  database: DatabaseView
  /** The role named in the address, which is being changed. */
  chosen: string | undefined
  onChoose: (role: string | undefined) => void
}

const words = text.roles

const columnsOf = (onChoose: RoleDeskProps['onChoose']): readonly Column<RoleView>[] => [
  { head: words.columns.name, cell: ({ name }) => <code>{name}</code> },
  {
    head: words.columns.logins,
    cell: ({ logins }) => (logins.length === 0 ? text.none : <code>{logins.join(' ')}</code>),
  },
  { head: words.columns.grants, cell: (role) => mayWords(role) },
  {
    head: words.columns.state,
    cell: ({ state, because }) => <AccessState state={state} word={roleStates[state]} because={because} />,
  },
  {
    head: words.columns.change,
    cell: ({ name, isPlatformMade, state }) =>
      isPlatformMade && state !== 'deleting' ? (
        <Button tone="quiet" onClick={() => onChoose(name)}>
          {words.changeTitle(name)}
        </Button>
      ) : (
        <span className={styles.note}>{isPlatformMade ? text.none : text.platformOnly}</span>
      ),
  },
]

/** What a role may do, in words. */
function mayWords({ grants, replication, needsCertificate }: RoleView): string {
  const parts = [
    ...grants.map(({ database, preset }) => words.grant(database, preset)),
    ...(replication ? [words.replication] : []),
    ...(needsCertificate ? [words.needsCertificate] : []),
  ]
  return parts.length === 0 ? words.noGrant : words.list(parts)
}

/** The roles, the one that is being changed, and a new one. */
export function RoleDesk({ database, chosen, onChoose }: RoleDeskProps) {
  const { id: organization } = useOrganization()
  const roles = useSuspenseQuery(rolesQuery(organization, database.id)).data
  const logical = useSuspenseQuery(logicalDatabasesQuery(organization, database.id)).data
  const within = logical
    .filter(({ isPlatformMade, isFirst, state }) => (isPlatformMade || isFirst) && state === 'present')
    .map(({ name }) => name)
  const role = roles.find(({ name, isPlatformMade }) => isPlatformMade && name === chosen)
  return (
    <Section title={words.title}>
      <p className={styles.about}>{words.about}</p>
      {roles.length === 0 ? (
        <p>{words.empty}</p>
      ) : (
        <Table caption={words.title} columns={columnsOf(onChoose)} rows={roles} keyOf={({ name }) => name} />
      )}
      {role && (
        <ChangeRole
          key={role.name}
          database={database}
          within={within}
          role={role}
          onDone={() => onChoose(undefined)}
        />
      )}
      <CreateRole database={database} within={within} />
    </Section>
  )
}
