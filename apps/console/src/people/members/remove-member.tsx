import type { MemberView } from '@holdfast/shared/contract/member-routes'
import { asProblem } from '../../api/problem.ts'
import { AsCommand } from '../../commands/index.ts'
import { ShownProblem } from '../../problems/index.ts'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/section.tsx'
import { useToast } from '../../ui/toasts.tsx'
import { useOrganization, usePermissions } from '../use-organization.ts'
import { useMemberChanges } from './queries.ts'
import { text } from './text.ts'
import { useRefusal } from './use-refusal.ts'

const words = text.remove

/** Takes a member out of the organization. */
export function RemoveMember({ member, onRemoved }: { member: MemberView; onRemoved: () => Promise<void> }) {
  const { id: organization } = useOrganization()
  const isOwner = usePermissions().has('organization:own')
  const refusal = useRefusal('organization:manage')
  const why = refusal ?? (member.role === 'owner' && !isOwner ? text.role.onlyOwners : undefined)
  const { remove } = useMemberChanges(organization)
  const showToast = useToast()
  const takeOut = () =>
    remove.mutate(member.id, {
      onSuccess: () => {
        showToast({ words: words.done(member.email) })
        void onRemoved()
      },
    })
  return (
    <Section title={words.title}>
      <p>{words.plan}</p>
      {remove.isError && <ShownProblem problem={asProblem(remove.error)} onRetry={takeOut} />}
      {why && <p id="why-no-removal">{why}</p>}
      <div>
        <Button
          isBusy={remove.isPending}
          busyLabel={words.busy}
          isDisabled={why !== undefined}
          aria-describedby={why && 'why-no-removal'}
          onClick={takeOut}
        >
          {words.submit(member.email)}
        </Button>
      </div>
      <AsCommand
        holdfast={['member', 'remove', member.email, '--yes']}
        request={{ method: 'DELETE', path: `/v1/members/${member.id}` }}
      />
    </Section>
  )
}
