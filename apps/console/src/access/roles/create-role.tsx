import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { useState } from 'react'
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
import { MadeRole, type RolePassword } from './made-role.tsx'
import { useCreateRole } from './queries.ts'
import { RoleFields } from './role-fields.tsx'
import { createWords, type RoleValues, valuesOf, wishOf } from './role-values.ts'

const words = text.roles

/** A new role with what it may do; its password is shown this once. */
export function CreateRole({ database, within }: { database: DatabaseView; within: readonly string[] }) {
  const { id: organization } = useOrganization()
  const mayChange = usePermissions().has('database:change')
  const create = useCreateRole(organization, database)
  const showToast = useToast()
  const [made, setMade] = useState<RolePassword | null>(null)
  const { form, problem, key, submit } = useProblemForm<RoleValues>({
    defaultValues: valuesOf(null),
    fieldsOfCodes: { 'role-name-taken': 'name' },
  })
  const { errors, isSubmitting } = form.formState
  const values = { ...valuesOf(null), ...form.watch() }
  return (
    <>
      {made && <MadeRole made={made} database={database.name} onDone={() => setMade(null)} />}
      <Unfold word={words.fold}>
        <Form
          onSubmit={submit(async (wanted) => {
            const { role, login, password } = await create.mutateAsync({ ...wishOf(wanted), name: wanted.name, key })
            setMade({ name: role.name, login, password })
            showToast({ words: words.created(role.name) })
            form.reset(valuesOf(null))
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
          <RoleFields form={form} databases={within} />
          {problem && <ShownProblem problem={problem} />}
          {!mayChange && <p>{needsPermission('database:change')}</p>}
          <Button type="submit" isBusy={isSubmitting} busyLabel={text.busyLabel} isDisabled={!mayChange}>
            {words.create}
          </Button>
        </Form>
        <AsCommand
          holdfast={createWords(database.name, values)}
          request={{
            method: 'POST',
            path: pathOf(database.name, 'roles'),
            body: { name: values.name || 'ROLE', ...wishOf(values) },
          }}
        />
      </Unfold>
    </>
  )
}
