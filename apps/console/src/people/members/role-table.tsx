import { type Column, Table } from '../../ui/table.tsx'
import { abilities, roles } from './abilities.ts'
import { text } from './text.ts'

type Ability = (typeof abilities)[number]

const columns: readonly Column<Ability>[] = [
  { head: text.ability, cell: ({ permission }) => text.abilities[permission] },
  ...roles.map((role) => ({
    head: text.roles[role],
    cell: (ability: Ability) => (ability.roles.includes(role) ? text.may : text.mayNot),
  })),
]

/** What each role may do, side by side. */
export function RoleTable() {
  return <Table caption={text.roleTable} columns={columns} rows={abilities} keyOf={({ permission }) => permission} />
}
