import type { RoleView } from '@holdfast/shared/contract/access-views'
import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { AsCommand } from '../../commands/index.ts'
import { needsPermission, useOrganization, usePermissions } from '../../people/index.ts'
import { ShownProblem, useProblemForm } from '../../problems/index.ts'
import { Button } from '../../ui/button.tsx'
import { Form } from '../../ui/form.tsx'
import { Section } from '../../ui/section.tsx'
import { useToast } from '../../ui/toasts.tsx'
import styles from '../access.module.css'
import { pathOf } from '../path-of.ts'
import { text } from '../text.ts'
import { TypedDelete } from '../typed-delete.tsx'
import { Unfold } from '../unfold.tsx'
import { useChangeRole, useRemoveRole } from './queries.ts'
import { RoleFields } from './role-fields.tsx'
import { changeWords, type RoleValues, valuesOf, wishOf } from './role-values.ts'

interface ChangeRoleProps {
  database: DatabaseView
  within: readonly string[]
  role: RoleView
  onDone: () => void
}

const words = text.roles

/** What one role may do, and its end. */
export function ChangeRole({ database, within, role, onDone }: ChangeRoleProps) {
  const { id: organization } = useOrganization()
  const mayChange = usePermissions().has('database:change')
  const why = mayChange ? undefined : needsPermission('database:change')
  const change = useChangeRole(organization, database, role.name)
  const showToast = useToast()
  const { form, problem, submit } = useProblemForm<RoleValues>({ defaultValues: valuesOf(role) })
  const values = { ...valuesOf(role), ...form.watch() }
  return (
    <Section title={words.changeTitle(role.name)} isPanel>
      <Form
        onSubmit={submit(async (wanted) => {
          await change.mutateAsync(wishOf(wanted))
          showToast({ words: words.changed(role.name) })
          onDone()
        })}
      >
        <RoleFields form={form} databases={within} />
        {problem && <ShownProblem problem={problem} />}
        {why && <p>{why}</p>}
        <div className={styles.actions}>
          <Button
            type="submit"
            isBusy={form.formState.isSubmitting}
            busyLabel={text.busyLabel}
            isDisabled={why !== undefined}
          >
            {words.save}
          </Button>
          <Button tone="quiet" onClick={onDone}>
            {text.cancel}
          </Button>
        </div>
      </Form>
      <AsCommand
        holdfast={changeWords(database.name, values)}
        request={{ method: 'PATCH', path: pathOf(database.name, 'roles', role.name), body: wishOf(values) }}
      />
      <RemoveRole database={database} role={role} why={why} onDone={onDone} />
    </Section>
  )
}

function RemoveRole({ database, role, why, onDone }: Omit<ChangeRoleProps, 'within'> & { why: string | undefined }) {
  const { id: organization } = useOrganization()
  const remove = useRemoveRole(organization, database, role.name)
  const showToast = useToast()
  return (
    <Unfold word={words.foldRemove}>
      <TypedDelete
        name={role.name}
        plan={words.removePlan}
        submit={words.remove}
        why={why}
        onDelete={async () => {
          await remove.mutateAsync(undefined)
          showToast({ words: words.removed(role.name) })
          onDone()
        }}
      />
      <AsCommand
        holdfast={['role', 'delete', database.name, role.name, '--yes']}
        request={{ method: 'DELETE', path: pathOf(database.name, 'roles', role.name), version: database.revision }}
      />
    </Unfold>
  )
}
