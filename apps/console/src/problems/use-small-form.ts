import { type FormEvent, useState } from 'react'
import { type ApiProblem, asProblem } from '../api/problem.ts'
import { mapProblem } from './map-problem.ts'

type Values<Name extends string> = Readonly<Record<Name, string>>

interface SmallForm<Name extends string> {
  /** Field name → what is wrong with it. */
  readonly errors: Partial<Values<Name>>
  readonly problem: ApiProblem | null
  readonly isBusy: boolean
  readonly submit: (work: (values: Values<Name>) => Promise<void>) => (event: FormEvent<HTMLFormElement>) => void
}

/**
 * `useProblemForm` without its library, for the forms in front of the door: a field or two, in the browser's own form.
 * `required` names the fields and says what stands at one that is left empty.
 */
export function useSmallForm<Name extends string>(required: Values<Name>): SmallForm<Name> {
  const names = Object.keys(required) as Name[]
  const [errors, setErrors] = useState<Partial<Values<Name>>>({})
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  const [isBusy, setIsBusy] = useState(false)

  const refuse = (form: HTMLFormElement, wrong: readonly (readonly [name: string, message: string])[]) => {
    setErrors(Object.fromEntries(wrong) as Partial<Values<Name>>)
    const first = form.elements.namedItem(wrong[0]?.[0] ?? '')
    if (first instanceof HTMLElement) first.focus()
  }

  const run = async (form: HTMLFormElement, work: (values: Values<Name>) => Promise<void>) => {
    const given = new FormData(form)
    const values = Object.fromEntries(names.map((name) => [name, String(given.get(name) ?? '')])) as Values<Name>
    setProblem(null)
    const empty = names.filter((name) => values[name] === '')
    refuse(
      form,
      empty.map((name) => [name, required[name]]),
    )
    if (empty.length > 0) return
    setIsBusy(true)
    await work(values).catch((error: unknown) => {
      const refused = asProblem(error)
      const { fields, others } = mapProblem(refused, names)
      refuse(form, fields)
      setProblem(fields.length === 0 || others.length > 0 ? refused : null)
    })
    setIsBusy(false)
  }

  return {
    errors,
    problem,
    isBusy,
    submit: (work) => (event) => {
      event.preventDefault()
      if (!isBusy) void run(event.currentTarget, work)
    },
  }
}
