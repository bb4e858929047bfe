import { ShownProblem, useProblemForm } from '../problems/index.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { text } from './text.ts'

interface TypedDeleteProps {
  name: string
  plan: string
  submit: string
  /** Why it cannot be done; undefined when it can. */
  why: string | undefined
  onDelete: () => Promise<void>
}

/** The plan, the name to type, the button. */
export function TypedDelete({ name, plan, submit: word, why, onDelete }: TypedDeleteProps) {
  const { form, problem, submit } = useProblemForm<{ typed: string }>({ defaultValues: { typed: '' } })
  const { errors, isSubmitting } = form.formState
  return (
    <Form onSubmit={submit(onDelete)}>
      <p>{plan}</p>
      <Field label={text.typeName(name)} error={errors.typed?.message} isMono>
        {(control) => (
          <input
            {...control}
            autoComplete="off"
            spellCheck={false}
            {...form.register('typed', { validate: (typed) => typed === name || text.typeWrong })}
          />
        )}
      </Field>
      {problem && <ShownProblem problem={problem} />}
      {why && <p>{why}</p>}
      <Button
        type="submit"
        icon="trash-2"
        isBusy={isSubmitting}
        busyLabel={text.busyLabel}
        isDisabled={why !== undefined}
      >
        {word}
      </Button>
    </Form>
  )
}
