import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { AsCommand } from '../commands/index.ts'
import { needsPermission, useOrganization, usePermissions } from '../people/index.ts'
import { ShownProblem, useProblemForm } from '../problems/index.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Section } from '../ui/section.tsx'
import { useToast } from '../ui/toasts.tsx'
import { useDatabaseChanges } from './queries.ts'
import { text } from './text.ts'

interface DeleteFormProps {
  database: DatabaseView
  onDeleted: () => Promise<void>
}

const words = text.danger

/** What deleting does, the name to type, and afterwards the way back. */
export function DeleteForm({ database, onDeleted }: DeleteFormProps) {
  const { id: organization } = useOrganization()
  const mayDelete = usePermissions().has('database:delete')
  const { remove, undelete } = useDatabaseChanges(organization)
  const showToast = useToast()
  const { form, problem, submit } = useProblemForm<{ typed: string }>({ defaultValues: { typed: '' } })
  const { errors, isSubmitting } = form.formState
  const { name, isProtected } = database
  const why = isProtected ? words.isProtected : mayDelete ? undefined : needsPermission('database:delete')
  return (
    <Section title={words.remove}>
      <p>{words.removePlan}</p>
      <Form
        onSubmit={submit(async () => {
          const { database: deleted } = await remove.mutateAsync(database)
          await onDeleted()
          const undo = async () => void (await undelete.mutateAsync(deleted))
          showToast({ words: words.deleted(name), undo })
        })}
      >
        <Field label={words.typeName(name)} error={errors.typed?.message} isMono>
          {(control) => (
            <input
              {...control}
              autoComplete="off"
              spellCheck={false}
              {...form.register('typed', { validate: (typed) => typed === name || words.typeWrong })}
            />
          )}
        </Field>
        {problem && <ShownProblem problem={problem} />}
        {why && <p id="why-no-delete">{why}</p>}
        <Button
          type="submit"
          tone="bad"
          isBusy={isSubmitting}
          busyLabel={words.busy}
          isDisabled={why !== undefined}
          aria-describedby={why && 'why-no-delete'}
        >
          {words.submit}
        </Button>
      </Form>
      <AsCommand
        holdfast={['database', 'delete', name, '--yes']}
        request={{ method: 'DELETE', path: `/v1/databases/${encodeURIComponent(name)}`, version: database.revision }}
      />
    </Section>
  )
}
