import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { AsCommand } from '../../commands/index.ts'
import { needsPermission, useOrganization, usePermissions } from '../../people/index.ts'
import { ShownProblem, useProblemForm } from '../../problems/index.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { useToast } from '../../ui/toasts.tsx'
import { pathOf } from '../path-of.ts'
import { text } from '../text.ts'
import { Unfold } from '../unfold.tsx'
import { useCreateLogicalDatabase } from './queries.ts'

const words = text.logical

/** A further logical database. */
export function CreateLogicalDatabase({ database }: { database: DatabaseView }) {
  const { id: organization } = useOrganization()
  const mayChange = usePermissions().has('database:change')
  const create = useCreateLogicalDatabase(organization, database)
  const showToast = useToast()
  const { form, problem, key, submit } = useProblemForm<{ name: string }>({
    defaultValues: { name: '' },
    fieldsOfCodes: { 'logical-database-name-taken': 'name' },
  })
  const { errors, isSubmitting } = form.formState
  const name = form.watch('name') || 'NAME'
  return (
    <Unfold word={words.fold}>
      <Form
        onSubmit={submit(async (wanted) => {
          await create.mutateAsync({ ...wanted, key })
          showToast({ words: words.created(wanted.name) })
          form.reset()
        })}
      >
        <Field label={words.name} hint={words.nameHint} error={errors.name?.message} isMono>
          {(control) => (
            <input
              {...control}
              autoComplete="off"
              spellCheck={false}
              {...form.register('name', { required: words.nameRequired })}
            />
          )}
        </Field>
        {problem && <ShownProblem problem={problem} />}
        {!mayChange && <p>{needsPermission('database:change')}</p>}
        <Button type="submit" isBusy={isSubmitting} busyLabel={text.busyLabel} isDisabled={!mayChange}>
          {words.create}
        </Button>
      </Form>
      <AsCommand
        holdfast={['logical-database', 'create', database.name, name]}
        request={{ method: 'POST', path: pathOf(database.name, 'logical-databases'), body: { name } }}
      />
    </Unfold>
  )
}
