import { AsCommand } from '../../commands/index.ts'
import { ShownProblem, useProblemForm } from '../../problems/index.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Section } from '../../ui/section.tsx'
import { useToast } from '../../ui/toasts.tsx'
import { NewPasswordField } from '../new-password-field.tsx'
import { useAccountChanges } from './queries.ts'
import { text } from './text.ts'

const words = text.password

/** A new password, proved by the present one. */
export function PasswordForm({ email }: { email: string }) {
  const { changePassword } = useAccountChanges()
  const showToast = useToast()
  const { form, problem, submit } = useProblemForm<{ current: string; password: string }>({
    defaultValues: { current: '', password: '' },
    fieldsOfCodes: { 'sign-in-refused': 'current' },
  })
  const { errors, isSubmitting } = form.formState
  return (
    <Section title={words.title}>
      <p>{words.plan}</p>
      <Form
        onSubmit={submit(async (wish) => {
          await changePassword.mutateAsync(wish)
          form.reset()
          showToast({ words: words.done })
        })}
      >
        {/* Password managers file the new password under this name. */}
        <input type="text" autoComplete="username" value={email} readOnly hidden />
        <Field label={words.current} error={errors.current?.message}>
          {(control) => (
            <input
              {...control}
              type="password"
              autoComplete="current-password"
              {...form.register('current', { required: words.currentRequired })}
            />
          )}
        </Field>
        <NewPasswordField
          label={words.next}
          error={errors.password?.message}
          register={(rules) => form.register('password', rules)}
        />
        {problem && <ShownProblem problem={problem} />}
        <Button type="submit" isBusy={isSubmitting} busyLabel={words.busy}>
          {words.submit}
        </Button>
        <AsCommand holdfast={['password', 'change', '--password-stdin']} />
      </Form>
    </Section>
  )
}
