import type { LogicalDatabaseView } from '@holdfast/shared/contract/access-views'
import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { asProblem } from '../../api/problem.ts'
import { needsPermission, useOrganization, usePermissions } from '../../people/index.ts'
import { ShownProblem } from '../../problems/index.ts'
import { Button } from '../../ui/button.tsx'
import { formatMinute } from '../../ui/moments.ts'
import { useToast } from '../../ui/toasts.tsx'
import { useNow } from '../../ui/use-now.ts'
import styles from '../access.module.css'
import { text } from '../text.ts'
import { useUndeleteLogicalDatabase } from './queries.ts'

const words = text.logical

/** The way back of a deleted logical database, with its clock. */
export function UndeleteLogicalDatabase({
  database,
  logical,
}: {
  database: DatabaseView
  logical: LogicalDatabaseView
}) {
  const { id: organization } = useOrganization()
  const mayUndelete = usePermissions().has('database:delete')
  const undelete = useUndeleteLogicalDatabase(organization, database)
  const showToast = useToast()
  const now = useNow()
  const { name, recoverableUntil } = logical
  const until = recoverableUntil === null ? 0 : Date.parse(recoverableUntil)
  if (until <= now) return <span className={styles.note}>{words.unrecoverable}</span>
  return (
    <>
      <Button
        icon="undo-2"
        isBusy={undelete.isPending}
        busyLabel={words.undeleting}
        isDisabled={!mayUndelete}
        title={mayUndelete ? undefined : needsPermission('database:delete')}
        onClick={() => undelete.mutate(name, { onSuccess: () => showToast({ words: words.undeleted(name) }) })}
      >
        {words.undelete(name)}
      </Button>
      <span className={styles.note}>{words.recoverable(until - now, formatMinute(until))}</span>
      {undelete.isError && <ShownProblem problem={asProblem(undelete.error)} />}
    </>
  )
}
