import type { ExtensionView } from '@holdfast/shared/contract/access-views'
import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { asProblem } from '../../api/problem.ts'
import { needsPermission, useOrganization, usePermissions } from '../../people/index.ts'
import { ShownProblem } from '../../problems/index.ts'
import { Button } from '../../ui/button.tsx'
import { useToast } from '../../ui/toasts.tsx'
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
    </>
  )
}
