import { ShownProblem, useProblemForm } from '../problems/index.ts'
import { Button } from '../ui/button.tsx'
import { Form } from '../ui/form.tsx'
import { CredentialFields, type Credentials } from './credential-fields.tsx'
import { signIn } from './queries.ts'
import { text } from './text.ts'

export function SignInForm({ onSignedIn }: { onSignedIn: () => Promise<void> }) {
  const { form, problem, submit } = useProblemForm<Credentials>({ defaultValues: { email: '', password: '' } })
  const { errors, isSubmitting } = form.formState
  return (
    <Form
      onSubmit={submit(async (values) => {
        await signIn(values)
        await onSignedIn()
      })}
    >
      <CredentialFields register={form.register} errors={errors} isNew={false} />
      {problem && <ShownProblem problem={problem} />}
      <Button type="submit" tone="primary" isBusy={isSubmitting} busyLabel={text.signIn.busy}>
        {text.signIn.submit}
      </Button>
    </Form>
  )
}
