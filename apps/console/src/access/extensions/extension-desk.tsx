import type { ExtensionView } from '@holdfast/shared/contract/access-views'
import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { useSuspenseQuery } from '@tanstack/react-query'
import { logicalDatabasesQuery } from '../../databases/index.ts'
import { useOrganization } from '../../people/index.ts'
import { Field } from '../../ui/field.tsx'
import { Section } from '../../ui/section.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import styles from '../access.module.css'
import { AccessState } from '../access-state.tsx'
import { extensionStates, text } from '../text.ts'
import { ExtensionAction } from './extension-action.tsx'
import { extensionsQuery } from './queries.ts'

interface ExtensionDeskProps {
  database: DatabaseView
  /** The logical database named in the address. */
  chosen: string | undefined
  onChoose: (logicalDatabase: string) => void
}

const words = text.extensions
/** What can be done stands before what cannot. */
const order: readonly ExtensionView['state'][] = ['refused', 'installing', 'removing', 'installed', 'available']
const rank = ({ state }: ExtensionView) => (order.includes(state) ? order.indexOf(state) : order.length)

const columnsOf = (database: DatabaseView, logicalDatabase: string): readonly Column<ExtensionView>[] => [
  {
    head: words.columns.name,
    cell: ({ name, version }) => (
      <>
        <code>{name}</code>
        {version && <span className={styles.note}>{words.version(version)}</span>}
      </>
    ),
  },
  { head: words.columns.about, cell: ({ about }) => about },
  {
    head: words.columns.state,
    cell: ({ state, because }) => <AccessState state={state} word={extensionStates[state]} because={because} />,
  },
  {
    head: words.columns.act,
    cell: (extension) => (
      <ExtensionAction database={database} logicalDatabase={logicalDatabase} extension={extension} />
    ),
  },
]

/** The catalogue for one logical database, with the reason for each verdict. */
export function ExtensionDesk({ database, chosen, onChoose }: ExtensionDeskProps) {
  const { id: organization } = useOrganization()
  const logical = useSuspenseQuery(logicalDatabasesQuery(organization, database.id)).data
  const names = logical.filter(({ state }) => state === 'present').map(({ name }) => name)
  const first = logical.find(({ isFirst }) => isFirst)?.name ?? names[0] ?? ''
  const within = chosen && names.includes(chosen) ? chosen : first
  const extensions = useSuspenseQuery(extensionsQuery(organization, database.id, within)).data
  return (
    <Section title={words.title}>
      <p className={styles.about}>{words.about}</p>
      <Field label={words.within}>
        {(control) => (
          <select {...control} value={within} onChange={({ target }) => onChoose(target.value)}>
            {names.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        )}
      </Field>
      <Table
        caption={words.title}
        columns={columnsOf(database, within)}
        rows={extensions.toSorted((one, other) => rank(one) - rank(other))}
        keyOf={({ name }) => name}
      />
    </Section>
  )
}
