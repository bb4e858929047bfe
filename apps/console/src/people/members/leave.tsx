import { asProblem } from '../../api/problem.ts'
import { AsCommand } from '../../commands/index.ts'
import { ShownProblem } from '../../problems/index.ts'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/section.tsx'
import { useOrganization } from '../use-organization.ts'
import { useMemberChanges } from './queries.ts'
import { text } from './text.ts'

const words = text.leave

/** The caller's own way out of the organization. */
export function Leave({ onLeft }: { onLeft: () => Promise<void> }) {
  const { id: organization, name } = useOrganization()
  const { leave } = useMemberChanges(organization)
  const go = () => leave.mutate(undefined, { onSuccess: () => void onLeft() })
  return (
    <Section title={words.title}>
      <p>{words.plan(name)}</p>
      <p>{text.personOnly}</p>
      {leave.isError && <ShownProblem problem={asProblem(leave.error)} onRetry={go} />}
      <div>
        <Button isBusy={leave.isPending} busyLabel={words.busy} onClick={go}>
          {words.submit(name)}
        </Button>
      </div>
      <AsCommand holdfast={['organization', 'leave', name, '--password-stdin', '--yes']} />
    </Section>
  )
}
