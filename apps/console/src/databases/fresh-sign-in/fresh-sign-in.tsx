import { ShownProblem, useProblemForm } from '../../problems/index.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { prove } from '../queries.ts'
import styles from './fresh-sign-in.module.css'
import { freshSignInText as words } from './text.ts'

interface FreshSignInProps {
  onProved: () => void
  onClose: () => void
}

/** Asks for the person's own password, once in ten minutes. */
export function FreshSignIn({ onProved, onClose }: FreshSignInProps) {
  const { form, problem, submit } = useProblemForm<{ password: string }>({
    defaultValues: { password: '' },
    fieldsOfCodes: { 'sign-in-refused': 'password' },
  })
  const { errors, isSubmitting } = form.formState
  return (
    <Dialog title={words.title} onClose={onClose}>
      <p>{words.lead}</p>
      <Form
        onSubmit={submit(async ({ password }) => {
          await prove(password)
          onProved()
        })}
      >
        <Field
          label={words.password}
          error={
            errors.password && (errors.password.type === 'sign-in-refused' ? words.wrong : errors.password.message)
          }
        >
          {(control) => (
            <input
              {...control}
              type="password"
              autoComplete="current-password"
              {...form.register('password', { required: words.required })}
            />
          )}
        </Field>
        {problem && <ShownProblem problem={problem} />}
        <div className={styles.actions}>
          <Button type="submit" tone="primary" isBusy={isSubmitting} busyLabel={words.busy}>
            {words.submit}
          </Button>
          <Button onClick={onClose}>{words.cancel}</Button>
        </div>
      </Form>
    </Dialog>
  )
}
