import type { ExtensionView } from '@holdfast/shared/contract/access-views'
import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { AsCommand } from '../../commands/index.ts'
import { logicalDatabasesQuery } from '../../databases/index.ts'
import { useOrganization } from '../../people/index.ts'
import { Part } from '../../problems/index.ts'
import { Field } from '../../ui/field.tsx'
import { Section } from '../../ui/section.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import styles from '../access.module.css'
import { AccessState } from '../access-state.tsx'
import { pathOf } from '../path-of.ts'
import { extensionStates, text } from '../text.ts'
import { Unfold } from '../unfold.tsx'
import { ExtensionAction } from './extension-action.tsx'
import { extensionsQuery } from './queries.ts'

interface ExtensionDeskProps {
  database: DatabaseView
  /** The logical database named in the address. */
  chosen: string | undefined
  onChoose: (logicalDatabase: string) => void
}

const words = text.extensions
/** What is there or under way stands before what could be. */
const order: readonly ExtensionView['state'][] = ['refused', 'installing', 'removing', 'installed', 'available']
const rank = ({ state }: ExtensionView) => order.indexOf(state)

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
      <Part lines={8}>
        <Catalogue database={database} within={within} />
      </Part>
    </Section>
  )
}

function Catalogue({ database, within }: { database: DatabaseView; within: string }) {
  const { id: organization } = useOrganization()
  const all = useSuspenseQuery(extensionsQuery(organization, database.id, within)).data
  const [q, setQ] = useState('')
  const columns = columnsOf(database, within)
  const offered = all.filter(({ state, name, about }) => state !== 'not-offered' && `${name} ${about}`.includes(q))
  const others = all.filter(({ state }) => state === 'not-offered')
  const named = offered.length === 1 && offered[0] ? offered[0].name : 'EXTENSION'
  return (
    <>
      <Field label={words.find}>
        {(control) => <input {...control} type="search" value={q} onChange={({ target }) => setQ(target.value)} />}
      </Field>
      {offered.length === 0 && <p>{words.none(q)}</p>}
      {offered.length > 0 && (
        <Table
          caption={words.offered}
          columns={columns}
          rows={offered.toSorted((one, other) => rank(one) - rank(other))}
          keyOf={({ name }) => name}
        />
      )}
      <AsCommand
        holdfast={['extension', 'install', database.name, named, '--logical-database', within]}
        request={{
          method: 'PUT',
          path: pathOf(database.name, 'extensions', named),
          body: { logicalDatabase: within },
        }}
      />
      {others.length > 0 && (
        <Unfold word={words.refused(others.length)}>
          <Table caption={words.notOffered} columns={columns.slice(0, -1)} rows={others} keyOf={({ name }) => name} />
        </Unfold>
      )}
    </>
  )
}
