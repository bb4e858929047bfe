import type { ReactNode } from 'react'
import { ShownProblem, useProblemForm } from '../../problems/index.ts'
import { Button } from '../../ui/button.tsx'
import { Form } from '../../ui/form.tsx'
import { NewPasswordField } from '../new-password-field.tsx'

interface NewPasswordFormProps {
  /** The name under which password managers file it. */
  email?: string
  words: { password: string; submit: string; busy: string }
  onChosen: (password: string) => Promise<void>
  /** Before the field. */
  children?: ReactNode
}

/** One field: the password that is chosen for the first time, or anew. */
export function NewPasswordForm({ email, words, onChosen, children }: NewPasswordFormProps) {
  const { form, problem, submit } = useProblemForm<{ password: string }>({ defaultValues: { password: '' } })
  const { errors, isSubmitting } = form.formState
  return (
    <Form onSubmit={submit(({ password }) => onChosen(password))}>
      {email && <input type="text" autoComplete="username" value={email} readOnly hidden />}
      {children}
      <NewPasswordField
        label={words.password}
        error={errors.password?.message}
        register={(rules) => form.register('password', rules)}
      />
      {problem && <ShownProblem problem={problem} />}
      <Button type="submit" tone="primary" isBusy={isSubmitting} busyLabel={words.busy}>
        {words.submit}
      </Button>
    </Form>
  )
}
