import type { MemberView } from '@holdfast/shared/contract/member-routes'
import type { MemberRole } from '@holdfast/shared/contract/permissions'
import { AsCommand } from '../../commands/index.ts'
import { ShownProblem, useProblemForm } from '../../problems/index.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Section } from '../../ui/section.tsx'
import { useToast } from '../../ui/toasts.tsx'
import { useOrganization, usePermissions } from '../use-organization.ts'
import { roles } from './abilities.ts'
import { useMemberChanges } from './queries.ts'
import { RoleTable } from './role-table.tsx'
import { text } from './text.ts'
import { useRefusal } from './use-refusal.ts'

const words = text.role

/** The role of a member, beside what each role may do. */
export function RoleForm({ member }: { member: MemberView }) {
  const { id: organization } = useOrganization()
  const isOwner = usePermissions().has('organization:own')
  const refusal = useRefusal('organization:manage')
  const why = refusal ?? (member.role === 'owner' && !isOwner ? words.onlyOwners : undefined)
  const { setRole } = useMemberChanges(organization)
  const showToast = useToast()
  const { form, problem, submit } = useProblemForm<{ role: MemberRole }>({
    defaultValues: { role: member.role },
    fieldsOfCodes: { 'last-owner': 'role' },
  })
  const { errors, isSubmitting } = form.formState
  const role = form.watch('role')
  return (
    <Section title={words.title}>
      <Form
        onSubmit={submit(async (wish) => {
          await setRole.mutateAsync({ personId: member.id, role: wish.role })
          showToast({ words: words.saved(member.email, wish.role) })
        })}
      >
        <Field label={words.field} hint={words.hint} error={errors.role?.message}>
          {(control) => (
            <select {...control} {...form.register('role')}>
              {roles.map((choice) => (
                <option key={choice} value={choice} disabled={choice === 'owner' && !isOwner}>
                  {text.roles[choice]}
                </option>
              ))}
            </select>
          )}
        </Field>
        {problem && <ShownProblem problem={problem} />}
        {why && <p id="why-no-role">{why}</p>}
        <Button
          type="submit"
          isBusy={isSubmitting}
          busyLabel={words.saving}
          isDisabled={why !== undefined}
          aria-describedby={why && 'why-no-role'}
        >
          {words.save}
        </Button>
        <AsCommand
          holdfast={['member', 'set-role', member.email, role]}
          request={{ method: 'PATCH', path: `/v1/members/${member.id}`, body: { role } }}
        />
      </Form>
      <RoleTable />
    </Section>
  )
}
