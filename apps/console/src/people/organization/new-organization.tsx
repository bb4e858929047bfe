import { AsCommand } from '../../commands/index.ts'
import { ShownProblem, useProblemForm } from '../../problems/index.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Section } from '../../ui/section.tsx'
import { useOrganizationChanges } from './queries.ts'
import { text } from './text.ts'

const words = text.create

/** Another organization, owned by the caller. */
export function NewOrganization({ onMade }: { onMade: (id: string) => Promise<void> }) {
  const { create } = useOrganizationChanges()
  const { form, problem, key, submit } = useProblemForm<{ name: string }>({ defaultValues: { name: '' } })
  const { errors, isSubmitting } = form.formState
  const name = form.watch('name') || words.example
  return (
    <Section title={words.title}>
      <p>{words.plan}</p>
      <Form
        onSubmit={submit(async (wish) => {
          const { id } = await create.mutateAsync({ name: wish.name, key })
          await onMade(id)
        })}
      >
        <Field label={words.field} error={errors.name?.message}>
          {(control) => (
            <input
              {...control}
              autoComplete="organization"
              {...form.register('name', {
                required: words.required,
                maxLength: { value: 80, message: text.rename.tooLong },
              })}
            />
          )}
        </Field>
        {problem && <ShownProblem problem={problem} />}
        <Button type="submit" isBusy={isSubmitting} busyLabel={words.busy}>
          {words.submit}
        </Button>
        <AsCommand
          holdfast={['organization', 'create', name]}
          request={{ method: 'POST', path: '/v1/organizations', body: { name } }}
        />
      </Form>
    </Section>
  )
}
