import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { useState } from 'react'
import { AsCommand } from '../../commands/index.ts'
import { needsPermission, useOrganization, usePermissions } from '../../people/index.ts'
import { Field } from '../../ui/field.tsx'
import { useToast } from '../../ui/toasts.tsx'
import { pathOf } from '../path-of.ts'
import { text } from '../text.ts'
import { TypedDelete } from '../typed-delete.tsx'
import { Unfold } from '../unfold.tsx'
import { useRemoveLogicalDatabase, useUndeleteLogicalDatabase } from './queries.ts'

interface RemoveLogicalDatabaseProps {
  database: DatabaseView
  /** Names of those that can be deleted. */
  names: readonly string[]
}

const words = text.logical

/** The end of a logical database, with the way back. */
export function RemoveLogicalDatabase({ database, names }: RemoveLogicalDatabaseProps) {
  const { id: organization } = useOrganization()
  const mayDelete = usePermissions().has('database:delete')
  const remove = useRemoveLogicalDatabase(organization, database)
  const undelete = useUndeleteLogicalDatabase(organization, database)
  const showToast = useToast()
  const [wanted, setWanted] = useState('')
  const name = names.includes(wanted) ? wanted : ''
  const why = mayDelete ? undefined : needsPermission('database:delete')
  return (
    <Unfold word={words.removeTitle}>
      <Field label={words.which}>
        {(control) => (
          <select {...control} value={name} onChange={({ target }) => setWanted(target.value)}>
            <option value="">{words.choose}</option>
            {names.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        )}
      </Field>
      {name && (
        <>
          <TypedDelete
            key={name}
            name={name}
            plan={words.removePlan}
            submit={words.submitRemove}
            why={why}
            onDelete={async () => {
              await remove.mutateAsync(name)
              const undo = async () => void (await undelete.mutateAsync(name))
              showToast({ words: words.removed(name), undo })
            }}
          />
          <AsCommand
            holdfast={['logical-database', 'delete', database.name, name, '--yes']}
            request={{
              method: 'DELETE',
              path: pathOf(database.name, 'logical-databases', name),
              version: database.revision,
            }}
          />
        </>
      )}
    </Unfold>
  )
}
