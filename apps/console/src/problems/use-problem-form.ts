import { useRef, useState } from 'react'
import { type DefaultValues, type FieldValues, type Path, type UseFormReturn, useForm } from 'react-hook-form'
import { newKey } from '../api/new-key.ts'
import { type ApiProblem, asProblem } from '../api/problem.ts'
import { mapProblem } from './map-problem.ts'
import { anew, type Conflict, useConflict } from './use-conflict.ts'

/** Field names by problem code, for problems that are about one field without naming a pointer. */
export type FieldsOfCodes<Values extends FieldValues> = Partial<Record<string, Path<Values>>>

interface ProblemFormOptions<Values extends FieldValues> {
  defaultValues: DefaultValues<Values>
  fieldsOfCodes?: FieldsOfCodes<Values>
  /**
   * For a thing with revisions that several people may change: the revision on the page, and how to read what is saved
   * now. The form sends the revision that its first keystroke saw, so that nobody's change is overwritten unseen.
   */
  shared?: { readonly revision: number; readonly theirs: () => Promise<Values> }
}

interface ProblemForm<Values extends FieldValues> {
  readonly form: UseFormReturn<Values>
  /** What to show above the submit button; null while every error stands at its field. */
  readonly problem: ApiProblem | null
  /** To be shown in `TheirsOrMine`. */
  readonly conflict: Conflict | null
  /** Goes with every try of this form, so that a double click or a retry does the work once. */
  readonly key: string
  /** The revision for If-Match, of a form that is `shared`. */
  readonly revision: () => number
  readonly submit: (work: Work<Values>) => (event?: React.BaseSyntheticEvent) => Promise<void>
}
type Work<Values> = (values: Values) => Promise<void>

/** Stays at the revision that the first keystroke saw; an untouched form follows what is saved. */
function useRevision(isDirty: boolean, saved: number) {
  const newest = useRef(saved)
  const seen = useRef(saved)
  newest.current = saved
  if (!isDirty) seen.current = saved
  return {
    read: () => seen.current,
    follow: () => {
      seen.current = newest.current
    },
  }
}

/** A form whose refusals by the API land on the fields they are about; the first of them gets the focus. */
export function useProblemForm<Values extends FieldValues>(options: ProblemFormOptions<Values>): ProblemForm<Values> {
  const { defaultValues, shared } = options
  const form = useForm<Values>({
    defaultValues,
    // What others save shows in the fields that nobody touched.
    ...(shared && { values: defaultValues as Values, resetOptions: { keepDirtyValues: true, keepDirty: true } }),
  })
  const revision = useRevision(form.formState.isDirty, shared?.revision ?? 0)
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  const [key, setKey] = useState<string>(newKey)
  // The work of the newest render: it knows the revision that was read for the question theirs or mine.
  const newest = useRef<Work<Values>>(async () => {})
  const { conflict, open } = useConflict({
    form,
    theirs: shared?.theirs,
    onSettled: revision.follow,
    send: () => void send(),
  })

  const refuse = async (error: unknown) => {
    const refused = asProblem(error)
    // The key now belongs to the refused request; a corrected one is another request.
    if (refused.document.retry === 'after-change') setKey(newKey())
    // Where theirs cannot be read, the refusal itself is shown.
    if (refused.code === 'version-conflict' && (await open().catch(() => false))) return
    const names = Object.keys(form.getValues())
    const { fields, others } = mapProblem(refused, names, options.fieldsOfCodes)
    for (const [index, [name, message]] of fields.entries())
      form.setError(name as Path<Values>, { type: refused.code, message }, { shouldFocus: index === 0 })
    setProblem(fields.length === 0 || others.length > 0 ? refused : null)
  }
  const send = form.handleSubmit(async (values) => {
    setProblem(null)
    // What was saved is where the next change begins.
    await newest.current(values).then(() => shared && form.reset(values, anew), refuse)
  })

  return {
    form,
    problem,
    conflict,
    key,
    revision: revision.read,
    submit: (work) => {
      newest.current = work
      return send
    },
  }
}
