import { ShownProblem, useProblemForm } from '../problems/index.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { CredentialFields, type Credentials } from './credential-fields.tsx'
import { signUp } from './queries.ts'
import { text } from './text.ts'

interface SignUpFormProps {
  /** The first person of an installation proves with the printed code that it is theirs. */
  needsSetup: boolean
  onSignedUp: () => Promise<void>
}

export function SignUpForm({ needsSetup, onSignedUp }: SignUpFormProps) {
  const { form, problem, submit } = useProblemForm<Credentials & { setupCode: string }>({
    defaultValues: { email: '', password: '', setupCode: '' },
    fieldsOfCodes: { 'setup-code-wrong': 'setupCode', 'email-taken': 'email' },
  })
  const { errors, isSubmitting } = form.formState
  const words = needsSetup ? text.setup : text.signUp
  return (
    <Form
      onSubmit={submit(async ({ setupCode, ...credentials }) => {
        await signUp(needsSetup ? { ...credentials, setupCode } : credentials)
        await onSignedUp()
      })}
    >
      {needsSetup && (
        <Field label={text.setupCode} hint={text.setupCodeHint} error={errors.setupCode?.message} isMono>
          {(control) => (
            <input
              {...control}
              autoComplete="one-time-code"
              spellCheck={false}
              {...form.register('setupCode', { required: text.required.setupCode })}
            />
          )}
        </Field>
      )}
      <CredentialFields
        email={form.register('email', { required: text.required.credentials.email })}
        password={form.register('password', {
          required: text.required.credentials.password,
          minLength: { value: 12, message: text.passwordTooShort },
        })}
        errors={{
          ...(errors.email?.message && { email: errors.email.message }),
          ...(errors.password?.message && { password: errors.password.message }),
        }}
        isNew
      />
      {problem && <ShownProblem problem={problem} />}
      <Button type="submit" tone="primary" isBusy={isSubmitting} busyLabel={words.busy}>
        {words.submit}
      </Button>
    </Form>
  )
}
