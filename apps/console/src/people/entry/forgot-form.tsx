import { useState } from 'react'
import { ShownProblem, useProblemForm } from '../../problems/index.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { askPasswordReset } from './queries.ts'
import { text } from './text.ts'

const words = text.forgot

/** Asks for a link by e-mail; the answer is the same whether or not the e-mail is known. */
export function ForgotForm() {
  const [sentTo, setSentTo] = useState<string>()
  const { form, problem, submit } = useProblemForm<{ email: string }>({ defaultValues: { email: '' } })
  const { errors, isSubmitting } = form.formState
  if (sentTo) return <p role="status">{words.sent(sentTo)}</p>
  return (
    <Form
      onSubmit={submit(async ({ email }) => {
        await askPasswordReset(email)
        setSentTo(email)
      })}
    >
      <Field label={words.email} error={errors.email?.message}>
        {(control) => (
          <input
            {...control}
            type="email"
            autoComplete="username"
            spellCheck={false}
            {...form.register('email', { required: words.required })}
          />
        )}
      </Field>
      {problem && <ShownProblem problem={problem} />}
      <Button type="submit" tone="primary" isBusy={isSubmitting} busyLabel={words.busy}>
        {words.submit}
      </Button>
    </Form>
  )
}
