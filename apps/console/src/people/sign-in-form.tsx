import { ShownProblem, useSmallForm } from '../problems/index.ts'
import { Button } from '../ui/button.tsx'
import { Form } from '../ui/form.tsx'
import { CredentialFields } from './credential-fields.tsx'
import { signIn } from './queries.ts'
import { text } from './text.ts'

interface SignInFormProps {
  /** Who has to sign in again; nobody else can then. */
  email?: string
  onSignedIn: () => Promise<void>
}

/** Without a library for forms: everybody waits for this page. */
export function SignInForm({ email, onSignedIn }: SignInFormProps) {
  const { errors, problem, isBusy, submit } = useSmallForm(text.required.credentials)
  return (
    <Form
      onSubmit={submit(async (values) => {
        await signIn(values)
        await onSignedIn()
      })}
    >
      <CredentialFields
        email={{ name: 'email', ...(email && { value: email, readOnly: true }) }}
        password={{ name: 'password' }}
        errors={errors}
        isNew={false}
      />
      {problem && <ShownProblem problem={problem} />}
      <Button type="submit" tone="primary" isBusy={isBusy} busyLabel={text.signIn.busy}>
        {text.signIn.submit}
      </Button>
    </Form>
  )
}
