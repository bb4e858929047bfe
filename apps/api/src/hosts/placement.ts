import type { Condition } from '@holdfast/shared/state/conditions'
import type { HostRoom } from '../databases/place-database.ts'
import type { HostAccount } from './host-record.ts'
import type { HostPresence } from './presence.ts'

type Heard = Pick<HostPresence, 'of' | 'clockAheadMs'>

/**
 * No order relies on clocks, and certificates forgive a day. But points in time, backups and logs are named by the host's clock, and pages
 * that a clock set back seems to have overtaken are not believed for so long.
 */
export const mostClockSkewMs = 10_000

/** A host as placement sees it. */
export const hostRoom = (account: HostAccount, heard: Heard): HostRoom => ({
  hostId: account.host.id,
  name: account.host.name,
  labels: account.host.labels,
  capacity: account.observation?.capacity ?? null,
  reserved: account.reserved,
  closedBecause: whyClosed(account, heard),
})

/** The same for what is on the host already and comes back: only silence keeps it away. */
export const roomToReturn = (account: HostAccount, heard: Heard): HostRoom => ({
  ...hostRoom(account, heard),
  closedBecause: isSilent(account, heard) ? 'it is silent' : null,
})

/** Conditions of the host itself under which it takes nothing new. */
const keepsAway: ReadonlySet<string> = new Set(['image-missing', 'release-not-signed', 'gateway-missing'])
const isAboutDatabase = ({ subject }: { subject: string }): boolean => /^(in|db|vo)_/.test(subject)

/** Why nothing new is placed there, in words; null when something may be. */
export function whyClosed(account: HostAccount, heard: Heard): string | null {
  const { host, observation } = account
  if (isSilent(account, heard)) return 'it is silent'
  if (host.labels.placement === 'closed') return 'it is drained: nothing new comes there until an operator opens it'
  if (!observation) return 'it has not reported its capacity yet'
  const missing = observation.conditions.find((it) => keepsAway.has(it.code) && !isAboutDatabase(it))
  if (missing) return missing.because
  return clockCondition(account, heard)?.because ?? null
}

const isSilent = ({ host }: HostAccount, heard: Heard): boolean => heard.of(host.id).state === 'silent'

/** What the control plane itself sees of a host that the host cannot see: how far its clock is off. */
export function clockCondition({ host }: HostAccount, heard: Heard): Condition | null {
  const aheadMs = heard.clockAheadMs(host.id)
  if (aheadMs === null || Math.abs(aheadMs) <= mostClockSkewMs) return null
  const seconds = Math.round(Math.abs(aheadMs) / 1000)
  const where = aheadMs > 0 ? 'ahead of' : 'behind'
  const because = `its clock is ${seconds} s ${where} the control plane’s: let a time service set both`
  return { code: 'clock-skewed', subject: host.id, because }
}
