import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { useSuspenseQuery } from '@tanstack/react-query'
import { asProblem } from '../api/problem.ts'
import { needsPermission, useOrganization, usePermissions } from '../people/index.ts'
import { ShownProblem } from '../problems/index.ts'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { formatFully, formatMinute } from '../ui/moments.ts'
import { useToast } from '../ui/toasts.tsx'
import { useNow } from '../ui/use-now.ts'
import styles from './deleted-databases.module.css'
import { databasesQuery, useDatabaseChanges } from './queries.ts'
import { text } from './text.ts'

function DeletedRow({ database }: { database: DatabaseView }) {
  const { id: organization } = useOrganization()
  const mayUndelete = usePermissions().has('database:delete')
  const { undelete } = useDatabaseChanges(organization)
  const showToast = useToast()
  const now = useNow()
  const { name, recoverableUntil } = database
  const left = recoverableUntil === null ? 0 : Date.parse(recoverableUntil) - now
  return (
    <li className={styles.row}>
      <span className={styles.name}>
        <Icon name="trash-2" />
        {name}
      </span>
      {recoverableUntil && left > 0 ? (
        <time dateTime={recoverableUntil} title={formatFully(Date.parse(recoverableUntil))}>
          {text.list.recoverable(left)}, until {formatMinute(Date.parse(recoverableUntil))}
        </time>
      ) : (
        <span>{text.list.unrecoverable}</span>
      )}
      {left > 0 && (
        <Button
          icon="undo-2"
          isBusy={undelete.isPending}
          busyLabel={text.list.undeleting}
          isDisabled={!mayUndelete}
          title={mayUndelete ? undefined : needsPermission('database:delete')}
          onClick={() =>
            undelete.mutate(database, { onSuccess: () => showToast({ words: text.list.undeleted(name) }) })
          }
        >
          {text.list.undelete} <span className={styles.which}>{name}</span>
        </Button>
      )}
      {undelete.isError && <ShownProblem problem={asProblem(undelete.error)} />}
    </li>
  )
}

/** What was deleted and can still be brought back, each with its clock. Nothing when there is nothing. */
export function DeletedDatabases() {
  const { id } = useOrganization()
  const { items } = useSuspenseQuery(databasesQuery(id, 'deleted')).data
  if (items.length === 0) return null
  return (
    <details className={styles.deleted}>
      <summary>{text.list.deleted(items.length)}</summary>
      <ul>
        {items.map((database) => (
          <DeletedRow key={database.id} database={database} />
        ))}
      </ul>
    </details>
  )
}
