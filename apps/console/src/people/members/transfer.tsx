import type { MemberView } from '@holdfast/shared/contract/member-routes'
import { asProblem } from '../../api/problem.ts'
import { AsCommand } from '../../commands/index.ts'
import { ShownProblem } from '../../problems/index.ts'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/section.tsx'
import { useToast } from '../../ui/toasts.tsx'
import { useOrganization } from '../use-organization.ts'
import { useMemberChanges } from './queries.ts'
import { text } from './text.ts'
import { useRefusal } from './use-refusal.ts'

const words = text.transfer

/** Makes this member the owner and the caller an admin. */
export function Transfer({ member }: { member: MemberView }) {
  const { id: organization } = useOrganization()
  const refusal = useRefusal('organization:own')
  const { transfer } = useMemberChanges(organization)
  const showToast = useToast()
  const why = refusal ?? (member.role === 'owner' ? words.isOwner : undefined)
  const give = () => transfer.mutate(member.id, { onSuccess: () => showToast({ words: words.done(member.email) }) })
  return (
    <Section title={words.title}>
      <p>{words.plan(member.email)}</p>
      <p>{text.personOnly}</p>
      {transfer.isError && <ShownProblem problem={asProblem(transfer.error)} onRetry={give} />}
      {why && <p id="why-no-transfer">{why}</p>}
      <div>
        <Button
          isBusy={transfer.isPending}
          busyLabel={words.busy}
          isDisabled={why !== undefined}
          aria-describedby={why && 'why-no-transfer'}
          onClick={give}
        >
          {words.submit}
        </Button>
      </div>
      <AsCommand holdfast={['organization', 'transfer', member.email, '--password-stdin', '--yes']} />
    </Section>
  )
}
