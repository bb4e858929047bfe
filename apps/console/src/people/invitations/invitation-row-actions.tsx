import type { InvitationView } from '@holdfast/shared/contract/invitation-routes'
import { useSuspenseQuery } from '@tanstack/react-query'
import { asProblem } from '../../api/problem.ts'
import { ShownProblem } from '../../problems/index.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { useToast } from '../../ui/toasts.tsx'
import { installationQuery } from '../queries.ts'
import { useOrganization } from '../use-organization.ts'
import styles from './open-invitations.module.css'
import { useInvitationChanges, useMadeLinks } from './queries.ts'
import { text } from './text.ts'

/** The link to hand over, sending again where mail is sent, and the end of it. */
export function InvitationRowActions({ invitation: { id, email } }: { invitation: InvitationView }) {
  const { id: organization } = useOrganization()
  const { sendsMail } = useSuspenseQuery(installationQuery()).data
  const made = useMadeLinks(organization).get(id)
  const { sendAgain, revoke } = useInvitationChanges(organization)
  const showToast = useToast()
  const refused = sendAgain.error ?? revoke.error
  const newLink = () =>
    sendAgain.mutateAsync(id).then(
      ({ url }) => url,
      () => undefined,
    )
  const send = () => sendAgain.mutate(id, { onSuccess: () => showToast({ words: text.sentAgain(email) }) })
  const end = () => revoke.mutate(id, { onSuccess: () => showToast({ words: text.revoked(email) }) })
  return (
    <div className={styles.actions}>
      <CopyButton label={made ? text.copy : text.copyNew} value={made?.url ?? newLink} describedBy={`for-${id}`} />
      {sendsMail && (
        <Button isBusy={sendAgain.isPending} busyLabel={text.sending} aria-describedby={`for-${id}`} onClick={send}>
          {text.sendAgain}
        </Button>
      )}
      <Button isBusy={revoke.isPending} busyLabel={text.revoking} aria-describedby={`for-${id}`} onClick={end}>
        {text.revoke}
      </Button>
      {refused && <ShownProblem problem={asProblem(refused)} />}
    </div>
  )
}
