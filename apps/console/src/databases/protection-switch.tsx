import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { asProblem } from '../api/problem.ts'
import { AsCommand } from '../commands/index.ts'
import { needsPermission, useOrganization, usePermissions } from '../people/index.ts'
import { ShownProblem } from '../problems/index.ts'
import { Button } from '../ui/button.tsx'
import { Section } from '../ui/section.tsx'
import { useDatabaseChanges } from './queries.ts'
import { text } from './text.ts'

const words = text.danger

/** Whether anybody may delete this database. */
export function ProtectionSwitch({ database }: { database: DatabaseView }) {
  const { id: organization } = useOrganization()
  const mayChange = usePermissions().has('database:change')
  const { protect } = useDatabaseChanges(organization)
  const { isProtected } = database
  const turn = () => protect.mutate({ ...database, isProtected: !isProtected })
  return (
    <Section title={words.protection}>
      <p>{isProtected ? words.protectionOn : words.protectionOff}</p>
      {!mayChange && <p>{needsPermission('database:change')}</p>}
      {protect.isError && <ShownProblem problem={asProblem(protect.error)} onRetry={turn} />}
      <div>
        <Button isBusy={protect.isPending} busyLabel={words.turning} isDisabled={!mayChange} onClick={turn}>
          {isProtected ? words.turnOff : words.turnOn}
        </Button>
      </div>
      <AsCommand
        holdfast={['database', 'protect', database.name, ...(isProtected ? ['--off'] : [])]}
        request={{
          method: 'PUT',
          path: `/v1/databases/${encodeURIComponent(database.name)}/protection`,
          body: { isProtected: !isProtected },
          version: database.revision,
        }}
      />
    </Section>
  )
}
