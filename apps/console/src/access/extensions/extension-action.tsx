import type { ExtensionView } from '@holdfast/shared/contract/access-views'
import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { asProblem } from '../../api/problem.ts'
import { AsCommand } from '../../commands/index.ts'
import { needsPermission, useOrganization, usePermissions } from '../../people/index.ts'
import { ShownProblem } from '../../problems/index.ts'
import { Button } from '../../ui/button.tsx'
import { useToast } from '../../ui/toasts.tsx'
import { pathOf } from '../path-of.ts'
import { text } from '../text.ts'
import { useInstallExtension, useRemoveExtension } from './queries.ts'

interface ExtensionActionProps {
  database: DatabaseView
  logicalDatabase: string
  extension: ExtensionView
}

const words = text.extensions

/** Install or remove, whichever can be done now. */
export function ExtensionAction({ database, logicalDatabase, extension }: ExtensionActionProps) {
  const { id: organization } = useOrganization()
  const mayChange = usePermissions().has('database:change')
  const install = useInstallExtension(organization, database)
  const remove = useRemoveExtension(organization, database)
  const showToast = useToast()
  const { name, state } = extension
  const isThere = state === 'installed'
  if (!isThere && state !== 'available' && state !== 'refused') return <span>{text.none}</span>
  const { mutate, isPending, error } = isThere ? remove : install
  const done = isThere ? words.removed(name) : words.installed(name)
  const path = pathOf(database.name, 'extensions', name)
  return (
    <>
      <Button
        isBusy={isPending}
        busyLabel={words.busy}
        isDisabled={!mayChange}
        title={mayChange ? undefined : needsPermission('database:change')}
        onClick={() => mutate({ extension: name, logicalDatabase }, { onSuccess: () => showToast({ words: done }) })}
      >
        {isThere ? words.remove(name) : words.install(name)}
      </Button>
      {error && <ShownProblem problem={asProblem(error)} />}
      <AsCommand
        holdfast={[
          'extension',
          isThere ? 'remove' : 'install',
          database.name,
          name,
          '--logical-database',
          logicalDatabase,
        ]}
        request={
          isThere
            ? { method: 'DELETE', path: `${path}?logicalDatabase=${encodeURIComponent(logicalDatabase)}` }
            : { method: 'PUT', path, body: { logicalDatabase } }
        }
      />
    </>
  )
}
