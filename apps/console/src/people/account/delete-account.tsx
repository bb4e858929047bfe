import type { PersonView } from '@holdfast/shared/contract/person-routes'
import { useQueryClient } from '@tanstack/react-query'
import { AsCommand } from '../../commands/index.ts'
import { ShownProblem, useProblemForm } from '../../problems/index.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { formatList } from '../../ui/numbers.ts'
import { Section } from '../../ui/section.tsx'
import { forgetPerson, useAccountChanges } from './queries.ts'
import { text } from './text.ts'

interface DeleteAccountProps {
  person: PersonView
  onDeleted: () => Promise<void>
}

const words = text.remove

/** What deleting oneself does and what stands in the way, then the password. */
export function DeleteAccount({ person, onDeleted }: DeleteAccountProps) {
  const client = useQueryClient()
  const { remove } = useAccountChanges()
  const { form, problem, submit } = useProblemForm<{ password: string }>({
    defaultValues: { password: '' },
    fieldsOfCodes: { 'sign-in-refused': 'password' },
  })
  const { errors, isSubmitting } = form.formState
  const owned = person.memberships.filter(({ role }) => role === 'owner').map(({ name }) => name)
  return (
    <Section title={words.title}>
      <p>{words.plan}</p>
      <p>{words.alone}</p>
      {owned.length > 0 && <p>{words.owner(formatList(owned))}</p>}
      {person.isOperator && <p>{words.operator}</p>}
      <Form
        onSubmit={submit(async (proof) => {
          await remove.mutateAsync(proof)
          await onDeleted()
          forgetPerson(client)
        })}
      >
        <Field label={words.password} error={errors.password?.message}>
          {(control) => (
            <input
              {...control}
              type="password"
              autoComplete="current-password"
              {...form.register('password', { required: words.passwordRequired })}
            />
          )}
        </Field>
        {problem && <ShownProblem problem={problem} />}
        <Button type="submit" isBusy={isSubmitting} busyLabel={words.busy}>
          {words.submit}
        </Button>
        <AsCommand holdfast={['account', 'delete', '--password-stdin', '--yes']} />
      </Form>
    </Section>
  )
}
