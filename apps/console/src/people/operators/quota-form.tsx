import { AsCommand } from '../../commands/index.ts'
import { ShownProblem, useProblemForm } from '../../problems/index.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { useToast } from '../../ui/toasts.tsx'
import { type Limits, type OrganizationWithQuota, useOperatorChanges } from './queries.ts'
import { text } from './text.ts'
import { readLimit, type TypedLimits, typeLimit } from './typed-limits.ts'

const words = text.organizations
const options = {
  databases: '--databases',
  cpus: '--cpus',
  memoryBytes: '--memory',
  storageBytes: '--storage',
  connections: '--connections',
} as const
const kinds = Object.keys(options) as (keyof Limits)[]

const validateFor = (kind: keyof Limits) => (typed: string) => {
  if (readLimit(kind, typed) !== undefined) return true
  return kind === 'memoryBytes' || kind === 'storageBytes' ? words.wrongBytes : words.wrongNumber
}
const eachKind = <Value,>(value: (kind: keyof Limits) => Value) =>
  Object.fromEntries(kinds.map((kind) => [kind, value(kind)])) as Record<keyof Limits, Value>
const readAll = (typed: TypedLimits): Limits => eachKind((kind) => readLimit(kind, typed[kind]) ?? 0)

/** What an organization may have, opened where it is to be changed. */
export function QuotaForm({ organization: { id, name, limit, used } }: { organization: OrganizationWithQuota }) {
  const { setQuota } = useOperatorChanges()
  const showToast = useToast()
  const { form, problem, submit } = useProblemForm<TypedLimits>({
    defaultValues: eachKind((kind) => typeLimit(kind, limit[kind] ?? 0)),
  })
  const { errors, isSubmitting } = form.formState
  const typed = form.watch()
  return (
    <details>
      <summary>
        {words.change(name)} ({words.used(used.databases, limit.databases)})
      </summary>
      <Form
        onSubmit={submit(async (wish) => {
          await setQuota.mutateAsync({ organizationId: id, limits: readAll(wish) })
          showToast({ words: words.saved(name) })
        })}
      >
        {kinds.map((kind) => (
          <Field key={kind} label={words.limits[kind]} error={errors[kind]?.message}>
            {(control) => (
              <input {...control} autoComplete="off" {...form.register(kind, { validate: validateFor(kind) })} />
            )}
          </Field>
        ))}
        {problem && <ShownProblem problem={problem} />}
        <Button type="submit" isBusy={isSubmitting} busyLabel={words.saving}>
          {words.save}
        </Button>
        <AsCommand
          holdfast={['quota', 'set', id, ...kinds.flatMap((kind) => [options[kind], typed[kind]])]}
          request={{ method: 'PUT', path: `/v1/organizations/${id}/quota`, body: readAll(typed) }}
        />
      </Form>
    </details>
  )
}
