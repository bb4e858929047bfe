import type { Permission } from '@holdfast/shared/contract/permissions'
import { AsCommand } from '../../commands/index.ts'
import { ShownProblem, useProblemForm } from '../../problems/index.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Section } from '../../ui/section.tsx'
import { useOrganization, usePermissions } from '../use-organization.ts'
import { type Made, useTokenChanges } from './queries.ts'
import { ScopeChoice } from './scope-choice.tsx'
import { text } from './text.ts'

interface Wish {
  name: string
  scopes: Permission[]
  days: string
}

/** Does the work, after the person has typed their password where the API wants that first. */
export type Freshly = <T>(work: () => Promise<T>) => Promise<T>

const words = text.make
const lengths = [7, 30, 90, 365]
const firstScopes: readonly Permission[] = ['organization:read', 'database:read', 'operation:read', 'host:read']

const everyScope = Object.keys(text.scopes) as Permission[]
const daysOf = (typed: string) => (typed === '' ? null : Number(typed))

/** A new token: reading is chosen beforehand, everything else is the maker's decision. */
export function TokenForm({ freshly, onMade }: { freshly: Freshly; onMade: (made: Made) => void }) {
  const { id: organization } = useOrganization()
  const permissions = usePermissions()
  const own = everyScope.filter((scope) => permissions.has(scope))
  const { make } = useTokenChanges(organization)
  const reading = own.filter((scope) => firstScopes.includes(scope))
  const { form, problem, submit } = useProblemForm<Wish>({
    defaultValues: { name: '', scopes: reading.length > 0 ? reading : own, days: '90' },
  })
  const { errors, isSubmitting } = form.formState
  const { name, scopes, days } = form.watch()
  const body = { name: name || words.example, scopes, expiresInDays: daysOf(days) }
  return (
    <Section title={words.title}>
      <Form
        onSubmit={submit(async (wish) => {
          const { name: called, scopes: chosen, days: end } = wish
          onMade(await freshly(() => make.mutateAsync({ name: called, scopes: chosen, expiresInDays: daysOf(end) })))
          form.reset()
        })}
      >
        <Field label={words.name} hint={words.nameHint} error={errors.name?.message}>
          {(control) => (
            <input {...control} autoComplete="off" {...form.register('name', { required: words.nameRequired })} />
          )}
        </Field>
        <ScopeChoice
          scopes={own}
          register={form.register('scopes', { validate: ({ length }) => length > 0 || words.scopesRequired })}
          error={errors.scopes?.message}
        />
        <Field label={words.expiry}>
          {(control) => (
            <select {...control} {...form.register('days')}>
              {lengths.map((length) => (
                <option key={length} value={length}>
                  {words.days(length)}
                </option>
              ))}
              <option value="">{words.never}</option>
            </select>
          )}
        </Field>
        {problem && <ShownProblem problem={problem} />}
        <Button type="submit" tone="primary" isBusy={isSubmitting} busyLabel={words.busy}>
          {words.submit}
        </Button>
        <AsCommand
          holdfast={['token', 'create', body.name, '--scopes', scopes.join(','), ...(days ? ['--days', days] : [])]}
          request={{ method: 'POST', path: '/v1/tokens', body }}
        />
      </Form>
    </Section>
  )
}
