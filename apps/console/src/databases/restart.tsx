import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { useState } from 'react'
import { newKey } from '../api/new-key.ts'
import { asProblem } from '../api/problem.ts'
import { AsCommand } from '../commands/index.ts'
import { needsPermission, useOrganization, usePermissions } from '../people/index.ts'
import { ShownProblem } from '../problems/index.ts'
import { Button } from '../ui/button.tsx'
import { Section } from '../ui/section.tsx'
import { useToast } from '../ui/toasts.tsx'
import { useDatabaseChanges } from './queries.ts'
import { text } from './text.ts'

const words = text.settings

/** The plan of a restart, and the button. */
export function Restart({ database }: { database: DatabaseView }) {
  const { id: organization } = useOrganization()
  const mayChange = usePermissions().has('database:change')
  const { restart } = useDatabaseChanges(organization)
  const showToast = useToast()
  const [key, setKey] = useState<string>(newKey)
  const isOccupied = database.operationId !== null
  const why = mayChange ? (isOccupied ? words.busy : undefined) : needsPermission('database:change')
  const start = () =>
    restart.mutate(
      { ...database, key },
      {
        onSuccess: () => {
          showToast({ words: words.restarted(database.name) })
          setKey(newKey())
        },
      },
    )
  return (
    <Section title={words.restart}>
      <p>{words.restartPlan}</p>
      {why && <p id="why-no-restart">{why}</p>}
      {restart.isError && <ShownProblem problem={asProblem(restart.error)} onRetry={start} />}
      <div>
        <Button
          isBusy={restart.isPending}
          busyLabel={words.restarting}
          isDisabled={why !== undefined}
          aria-describedby={why && 'why-no-restart'}
          onClick={start}
        >
          {words.restart}
        </Button>
      </div>
      <AsCommand
        holdfast={['database', 'restart', database.name]}
        request={{
          method: 'POST',
          path: `/v1/databases/${encodeURIComponent(database.name)}/restart`,
          version: database.revision,
        }}
      />
    </Section>
  )
}
