import type { AlertView } from '@holdfast/shared/contract/alert-routes'
import { useRef } from 'react'
import { AsCommand } from '../commands/index.ts'
import { needsPermission, useOrganization, usePermissions } from '../people/index.ts'
import { ShownProblem, useProblemForm } from '../problems/index.ts'
import { Button } from '../ui/button.tsx'
import { Form } from '../ui/form.tsx'
import { formatMinute } from '../ui/moments.ts'
import { useToast } from '../ui/toasts.tsx'
import styles from './alert-list.module.css'
import { MuteFields, type MuteValues } from './mute-fields.tsx'
import { type Place, useAlertChanges } from './queries.ts'
import { alertHeading, text } from './text.ts'

const words = text.mute
const permissions = { organization: 'database:change', installation: 'host:manage' } as const
const paths = { organization: '/v1/alerts', installation: '/v1/installation/alerts' } as const

/** How long, and why. The reason is asked for, since others will wonder. */
export function MuteForm({ alert, place }: { alert: AlertView; place: Place }) {
  const { id: organization } = useOrganization()
  const mayMute = usePermissions().has(permissions[place])
  const { mute } = useAlertChanges(organization, place)
  const showToast = useToast()
  const frame = useRef<HTMLDetailsElement>(null)
  const { form, problem, submit } = useProblemForm<MuteValues>({
    defaultValues: { minutes: '120', because: '' },
  })
  const { isSubmitting } = form.formState
  const { minutes, because } = form.watch()
  const heading = alertHeading(alert)
  const close = () => {
    frame.current?.removeAttribute('open')
    frame.current?.querySelector('summary')?.focus()
    form.reset()
  }
  return (
    <details className={styles.mute} ref={frame}>
      <summary aria-label={words.openOf(heading)}>{words.open}</summary>
      <Form
        onSubmit={submit(async (wanted) => {
          const muted = await mute.mutateAsync({ ...wanted, alertId: alert.id, minutes: Number(wanted.minutes) })
          showToast({ words: words.done(heading, formatMinute(Date.parse(muted.muted?.until ?? muted.openedAt))) })
          close()
        })}
      >
        <p className={styles.note}>{words.lead}</p>
        <MuteFields form={form} />
        {problem && <ShownProblem problem={problem} />}
        {!mayMute && <p id={`may-not-mute-${alert.id}`}>{needsPermission(permissions[place])}</p>}
        <Button
          type="submit"
          isBusy={isSubmitting}
          busyLabel={words.busy}
          isDisabled={!mayMute}
          aria-describedby={mayMute ? undefined : `may-not-mute-${alert.id}`}
        >
          {words.submit}
        </Button>
        <AsCommand
          holdfast={[
            ...['alert', 'mute', alert.id, '--for', `${minutes}m`, '--because', because],
            ...(place === 'installation' ? ['--installation'] : []),
          ]}
          request={{
            method: 'POST',
            path: `${paths[place]}/${alert.id}/mute`,
            body: { minutes: Number(minutes), because },
          }}
        />
      </Form>
    </details>
  )
}
