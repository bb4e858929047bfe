import type { HostView } from '@holdfast/shared/contract/platform-routes'
import type { Presence } from '../databases/database-state.ts'
import { inWords } from '../platform/moment.ts'
import type { HostAccount } from './host-record.ts'
import { clockCondition, whyClosed } from './placement.ts'
import type { HostPresence } from './presence.ts'

/** A host as people see it. */
export function hostView(account: HostAccount, heard: Pick<HostPresence, 'of' | 'clockAheadMs'>): HostView {
  const { host, observation, refused, reserved, databases } = account
  const presence = heard.of(host.id)
  const closedBecause = whyClosed(account, heard)
  const skewed = clockCondition(account, heard)
  return {
    id: host.id,
    name: host.name,
    labels: { ...host.labels },
    ...stateOf(presence, observation !== null),
    lastHeardAt: (presence.lastHeardAt ?? observation?.observedAt ?? null)?.toISOString() ?? null,
    agentVersion: observation?.agentVersion ?? null,
    clockAheadMs: heard.clockAheadMs(host.id),
    capacity: observation?.capacity ?? null,
    reserved,
    databases,
    placement: { isOpen: closedBecause === null, because: closedBecause ?? 'new databases may come here' },
    conditions: [
      ...(refused === null ? [] : [{ code: 'agent-refused' as const, subject: host.id, because: refused }]),
      ...(skewed ? [skewed] : []),
      ...(observation?.conditions.map((condition) => ({ ...condition })) ?? []),
    ],
  }
}

function stateOf(presence: Presence, hasReported: boolean): Pick<HostView, 'state' | 'because'> {
  if (presence.state === 'silent')
    return {
      state: 'silent',
      because: presence.lastHeardAt
        ? `it has not been heard since ${inWords(presence.lastHeardAt)}`
        : 'it has not been heard since the control plane started',
    }
  if (!hasReported) return { state: 'joining', because: 'it has joined and not reported yet' }
  if (presence.state === 'awaited')
    return { state: 'connected', because: 'the control plane has just started and awaits its word' }
  return { state: 'connected', because: 'it is heard several times a second' }
}
