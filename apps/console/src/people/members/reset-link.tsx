import type { MemberView } from '@holdfast/shared/contract/member-routes'
import { asProblem } from '../../api/problem.ts'
import { AsCommand } from '../../commands/index.ts'
import { ShownProblem } from '../../problems/index.ts'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/section.tsx'
import { HandedLink } from '../handed-link.tsx'
import { useOrganization } from '../use-organization.ts'
import { useMemberChanges } from './queries.ts'
import { text } from './text.ts'
import { useRefusal } from './use-refusal.ts'

const words = text.reset

/** A link with which a member chooses a new password. */
export function ResetLink({ member }: { member: MemberView }) {
  const { id: organization } = useOrganization()
  const why = useRefusal('organization:manage')
  const { offerReset } = useMemberChanges(organization)
  const offer = offerReset.data
  const make = () => offerReset.mutate(member.id)
  return (
    <Section title={words.title}>
      <p>{words.plan}</p>
      {offerReset.isError && <ShownProblem problem={asProblem(offerReset.error)} onRetry={make} />}
      {offer?.isMailed && <p role="status">{words.mailed(offer.email)}</p>}
      {offer?.url && (
        <HandedLink words={words.handOver(offer.email)} url={offer.url} label={words.link} copy={words.copy} />
      )}
      {why && <p id="why-no-reset">{why}</p>}
      <div>
        <Button
          isBusy={offerReset.isPending}
          busyLabel={words.busy}
          isDisabled={why !== undefined}
          aria-describedby={why && 'why-no-reset'}
          onClick={make}
        >
          {words.submit}
        </Button>
      </div>
      <AsCommand
        holdfast={['member', 'reset-password', member.email]}
        request={{ method: 'POST', path: `/v1/members/${member.id}/password-reset` }}
      />
    </Section>
  )
}
