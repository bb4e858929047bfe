import type { AlertView } from '@holdfast/shared/contract/alert-routes'
import type { AlertId, OrganizationId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import { publishEvent } from '../audit/publish-event.ts'
import { installationOrganization } from '../audit/record-audit.ts'
import type { MailDoor } from '../mail/mail-door.ts'
import type { Clock } from '../platform/clock.ts'
import type { Tx } from '../platform/database/database.ts'
import { inWords } from '../platform/moment.ts'
import { type AlertRow, alertView, changeOpenAlert, findAlert, findOpenAlert, insertAlert } from './alert-store.ts'
import { listMailRules, listOperatorAddresses } from './mail-rule-store.ts'
import { type AboutWhat, isAtLeast, type Trouble } from './trouble.ts'

export interface Mute {
  readonly id: AlertId
  readonly organizationId: OrganizationId
  readonly by: string
  readonly minutes: number
  readonly because: string
}

/** Opening, closing and muting; each with its event and its letters in the same transaction. */
export interface Alerts {
  /** Opens the alert, or raises or lowers the open one. Opening what is open changes nothing. */
  open(tx: Tx, trouble: Trouble): Promise<void>
  /** Closes the open alert, if there is one. */
  close(tx: Tx, about: AboutWhat, because: string): Promise<void>
  /** Throws `not-found`, `alert-closed`. */
  mute(tx: Tx, mute: Mute): Promise<AlertView>
  /** Throws `not-found`, `alert-closed`. */
  unmute(tx: Tx, which: Pick<Mute, 'id' | 'organizationId'>): Promise<AlertView>
}

export interface AlertParts {
  readonly clock: Clock
  readonly mail: MailDoor
  /** The console's address, for letters. */
  readonly publicUrl: URL
}

export function openAlerts(parts: AlertParts): Alerts {
  const { clock } = parts
  return {
    async open(tx, trouble) {
      const row = await insertAlert(tx, { trouble, now: clock.now() })
      if (row) return tell(tx, parts, { row, news: 'opened' })
      const open = await findOpenAlert(tx, trouble)
      if (!open || open.severity === trouble.severity) return
      const { severity, because } = trouble
      const changed = await changeOpenAlert(tx, open, { severity, because })
      const isWorse = !isAtLeast(open.severity, severity)
      if (changed) await tell(tx, parts, { row: changed, news: isWorse ? 'worse' : 'better' })
    },

    async close(tx, about, because) {
      const open = await findOpenAlert(tx, about)
      const closed = open && (await changeOpenAlert(tx, open, { closedAt: clock.now(), closedBecause: because }))
      if (closed) await tell(tx, parts, { row: closed, news: 'closed' })
    },

    mute(tx, { minutes, because, by, ...which }) {
      const mutedUntil = new Date(clock.now().getTime() + minutes * 60_000)
      return setMute(tx, which, { mutedUntil, mutedBecause: because, mutedBy: by })
    },

    unmute: (tx, which) => setMute(tx, which, { mutedUntil: null, mutedBecause: null, mutedBy: null }),
  }
}

async function setMute(
  tx: Tx,
  { id, organizationId }: Pick<Mute, 'id' | 'organizationId'>,
  mute: Pick<AlertRow, 'mutedUntil' | 'mutedBecause' | 'mutedBy'>,
): Promise<AlertView> {
  const found = await findAlert(tx, id)
  if (found?.organizationId !== organizationId) throw new Problem('not-found', { subject: id })
  if (found.closedAt) throw new Problem('alert-closed', { closedAt: found.closedAt.toISOString() })
  const changed = await changeOpenAlert(tx, found, mute)
  if (!changed) throw new Problem('unavailable', { because: 'the alert changed at this very moment' })
  await publish(tx, changed)
  return alertView(changed)
}

interface News {
  readonly row: AlertRow
  readonly news: 'opened' | 'worse' | 'better' | 'closed'
}

async function tell(tx: Tx, { mail, clock, publicUrl }: AlertParts, { row, news }: News): Promise<void> {
  await publish(tx, row)
  const isMuted = row.mutedUntil !== null && row.mutedUntil > clock.now()
  if (!mail.isOpen || isMuted || news === 'better') return
  const { subject, text } = letterAbout(row, publicUrl)
  for (const recipient of await recipientsOf(tx, row)) await mail.send(tx, { recipient, subject, text })
}

const publish = (tx: Tx, row: AlertRow): Promise<void> => {
  const { organizationId, id: subject, version } = row
  return publishEvent(tx, { organizationId, topic: 'alert', subject, version, view: alertView(row) })
}

async function recipientsOf(tx: Tx, { organizationId, severity }: AlertRow): Promise<string[]> {
  if (organizationId === installationOrganization)
    return isAtLeast(severity, 'warning') ? listOperatorAddresses(tx) : []
  const rules = await listMailRules(tx, organizationId)
  return rules.filter((it) => it.leastSeverity && isAtLeast(severity, it.leastSeverity)).map((it) => it.email)
}

function letterAbout(row: AlertRow, publicUrl: URL): { subject: string; text: string } {
  const what = row.kind.replaceAll('-', ' ')
  const isOver = row.closedAt !== null
  const lines = [
    `${row.subjectName}: ${what} (${row.severity}).`,
    row.because,
    ...(row.closedAt ? [`It is over since ${inWords(row.closedAt)}: ${row.closedBecause}.`] : []),
    `Opened at ${inWords(row.openedAt)} as ${row.id}.`,
    publicUrl.href,
  ]
  return { subject: `[${isOver ? 'over' : row.severity}] ${row.subjectName}: ${what}`, text: `${lines.join('\n\n')}\n` }
}
