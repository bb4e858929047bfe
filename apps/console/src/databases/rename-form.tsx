import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { AsCommand } from '../commands/index.ts'
import { needsPermission, useOrganization, usePermissions } from '../people/index.ts'
import { ConflictQuestion, ShownProblem, useProblemForm } from '../problems/index.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Section } from '../ui/section.tsx'
import { useToast } from '../ui/toasts.tsx'
import { useDatabaseChanges } from './queries.ts'
import { text } from './text.ts'

interface RenameFormProps {
  database: DatabaseView
  onRenamed: (name: string) => Promise<void>
}

const words = text.settings

/** The name; nothing else depends on it. */
export function RenameForm({ database, onRenamed }: RenameFormProps) {
  const { id: organization } = useOrganization()
  const mayChange = usePermissions().has('database:change')
  const { rename, readAgain } = useDatabaseChanges(organization)
  const showToast = useToast()
  const { form, problem, conflict, revision, submit } = useProblemForm<{ name: string }>({
    defaultValues: { name: database.name },
    fieldsOfCodes: { 'name-taken': 'name' },
    shared: {
      revision: database.revision,
      theirs: async () => ({ name: (await readAgain(database.id)).name }),
    },
  })
  const { errors, isSubmitting } = form.formState
  return (
    <Section title={words.rename}>
      <Form
        onSubmit={submit(async ({ name }) => {
          await rename.mutateAsync({ id: database.id, revision: revision(), name })
          showToast({ words: words.saved(name) })
          await onRenamed(name)
        })}
      >
        <Field label={words.name} hint={words.renameHint} error={errors.name?.message} isMono>
          {(control) => (
            <input
              {...control}
              autoComplete="off"
              spellCheck={false}
              {...form.register('name', { required: text.create.nameRequired })}
            />
          )}
        </Field>
        {problem && <ShownProblem problem={problem} />}
        <ConflictQuestion conflict={conflict} labels={{ name: words.name }} />
        {!mayChange && <p>{needsPermission('database:change')}</p>}
        <Button type="submit" isBusy={isSubmitting} busyLabel={words.saving} isDisabled={!mayChange}>
          {words.save}
        </Button>
      </Form>
      <AsCommand
        holdfast={['database', 'rename', database.name, '--to', form.watch('name') || 'NEW']}
        request={{
          method: 'PATCH',
          path: `/v1/databases/${encodeURIComponent(database.name)}`,
          body: { name: form.watch('name') || 'NEW' },
          version: database.revision,
        }}
      />
    </Section>
  )
}
