import { AsCommand } from '../../commands/index.ts'
import { ShownProblem, useProblemForm } from '../../problems/index.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Section } from '../../ui/section.tsx'
import { useToast } from '../../ui/toasts.tsx'
import { useRefusal } from '../members/use-refusal.ts'
import { useOrganization } from '../use-organization.ts'
import { useOrganizationChanges } from './queries.ts'
import { text } from './text.ts'

const words = text.rename

/** The name of the organization; where it leads afterwards is the page's affair, because the name stands in addresses. */
export function RenameOrganization({ onRenamed }: { onRenamed: () => Promise<void> }) {
  const { id: organization, name: present } = useOrganization()
  const why = useRefusal('organization:manage')
  const { rename } = useOrganizationChanges()
  const showToast = useToast()
  const { form, problem, submit } = useProblemForm<{ name: string }>({ defaultValues: { name: present } })
  const { errors, isSubmitting } = form.formState
  const typed = form.watch('name')
  return (
    <Section title={words.title}>
      <Form
        onSubmit={submit(async ({ name }) => {
          const renamed = await rename.mutateAsync({ organization, name })
          showToast({ words: words.saved(renamed.name) })
          await onRenamed()
        })}
      >
        <Field label={words.field} hint={words.hint} error={errors.name?.message}>
          {(control) => (
            <input
              {...control}
              autoComplete="off"
              {...form.register('name', {
                required: words.required,
                maxLength: { value: 80, message: words.tooLong },
              })}
            />
          )}
        </Field>
        {problem && <ShownProblem problem={problem} />}
        {why && <p id="why-no-rename">{why}</p>}
        <Button
          type="submit"
          isBusy={isSubmitting}
          busyLabel={words.saving}
          isDisabled={why !== undefined}
          aria-describedby={why && 'why-no-rename'}
        >
          {words.save}
        </Button>
        <AsCommand
          holdfast={['organization', 'rename', typed]}
          request={{ method: 'PATCH', path: `/v1/organizations/${organization}`, body: { name: typed } }}
        />
      </Form>
    </Section>
  )
}
