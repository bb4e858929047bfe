import type { AlertView } from '@holdfast/shared/contract/alert-routes'
import { useRef } from 'react'
import { asProblem } from '../api/problem.ts'
import { needsPermission, useOrganization, usePermissions } from '../people/index.ts'
import { ShownProblem } from '../problems/index.ts'
import { Button } from '../ui/button.tsx'
import { formatMinute } from '../ui/moments.ts'
import { Time } from '../ui/time.tsx'
import { useToast } from '../ui/toasts.tsx'
import { useNow } from '../ui/use-now.ts'
import styles from './alert-list.module.css'
import { MuteForm } from './mute-form.tsx'
import { type Place, useAlertChanges } from './queries.ts'
import { SeverityStatus } from './severity-status.tsx'
import { SubjectLink } from './subject-link.tsx'
import { alertHeading, text } from './text.ts'

/** One open alert: how bad, what, why, since when, and whether anybody is told. */
export function AlertCard({ alert, place }: { alert: AlertView; place: Place }) {
  const { id: organization } = useOrganization()
  const mayMute = usePermissions().has(place === 'organization' ? 'database:change' : 'host:manage')
  const { unmute } = useAlertChanges(organization, place)
  const showToast = useToast()
  const now = useNow('calm')
  const heading = useRef<HTMLHeadingElement>(null)
  const { id, severity, because, openedAt, subject, muted } = alert
  const words = alertHeading(alert)
  const isMuted = muted !== null && Date.parse(muted.until) > now
  const speak = () => {
    heading.current?.focus()
    showToast({ words: text.mute.unmuted(words) })
  }
  return (
    <li className={styles.alert} data-severity={severity}>
      <div className={styles.head}>
        <SeverityStatus severity={severity} />
        <h3 className={styles.heading} ref={heading} tabIndex={-1}>
          <SubjectLink subject={subject}>{words}</SubjectLink>
        </h3>
      </div>
      <p>{text.open.because(because)}</p>
      <p className={styles.note}>
        {text.open.since} <Time at={openedAt} />
      </p>
      {isMuted && (
        <div className={styles.actions}>
          <p className={styles.note}>{text.mute.muted({ ...muted, until: formatMinute(Date.parse(muted.until)) })}</p>
          <Button
            aria-label={text.mute.unmuteOf(words)}
            isBusy={unmute.isPending}
            busyLabel={text.mute.unmuting}
            isDisabled={!mayMute}
            title={mayMute ? undefined : needsPermission(place === 'organization' ? 'database:change' : 'host:manage')}
            onClick={() => unmute.mutate(id, { onSuccess: speak })}
          >
            {text.mute.unmute}
          </Button>
        </div>
      )}
      {unmute.isError && <ShownProblem problem={asProblem(unmute.error)} />}
      <MuteForm alert={alert} place={place} />
    </li>
  )
}
