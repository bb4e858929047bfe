import { isDeepStrictEqual } from 'node:util'
import type { DatabaseId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import type { ObservedHost } from '@holdfast/shared/state/observed'
import type { PeerAnnouncement } from '@holdfast/shared/state/peers'
import { lockObservedPage, saveObservedPage } from '../hosts/observation-store.ts'
import { saveAnnouncement } from '../hosts/peer-store.ts'
import { publishHost } from '../hosts/publish-host.ts'
import type { Tx } from '../platform/database/database.ts'
import { notify } from '../platform/database/notifications.ts'
import type { AgentIdentity, LinkParts } from './link-parts.ts'
import type { Refusal } from './refusal-store.ts'
import { recordRefusal } from './refusals.ts'
import { listForeignIds } from './rights-store.ts'
import { type Holding, listHoldings, saveTaskReports, wakeOperations } from './wake-store.ts'

/** An agent tells every replica; the page that was made earlier may arrive later. Beyond this the agent's clock was set back. */
const overtakenMs = 10_000

/**
 * Writes an observed page, when it differs from the last one, and wakes whoever waits for it, all in one transaction.
 * Throws `subject-of-another-host` for a page that speaks of what belongs to another host. True when it was written.
 */
export function takeObservation(
  parts: LinkParts,
  { hostId, address }: Pick<AgentIdentity, 'hostId' | 'address'>,
  page: ObservedHost,
): Promise<boolean> {
  if (page.hostId !== hostId) throw refuse(`its page is about ${page.hostId}`)
  return parts.database.transaction(async (tx) => {
    const last = await lockObservedPage(tx, hostId)
    if (last && (isSame(last, page) || isOvertaken(last, page))) return false
    const foreign = await listForeignIds(tx, page)
    if (foreign.length > 0)
      throw refuse(`its page speaks of what belongs to another host: ${foreign.slice(0, 5).join(', ')}`)
    await saveObservedPage(tx, page)
    await notify(tx, 'observed', hostId)
    const holdings = await listHoldings(tx, hostId)
    const hasRead = last?.observedGeneration !== page.observedGeneration
    const changed = holdings.filter((it) => !isDeepStrictEqual(aboutIt(last, it), aboutIt(page, it)))
    const operationIds = await saveTaskReports(tx, hostId, { reports: page.tasks, now: parts.clock.now() })
    const woken = hasRead ? holdings : changed
    await wakeOperations(tx, { databaseIds: woken.map((it) => it.databaseId), operationIds })
    await publish(tx, parts, { last, page, databaseIds: changed.map((it) => it.databaseId) })
    const announced = announcementOf(page)
    const now = parts.clock.now()
    if (!isDeepStrictEqual(announcementOf(last), announced)) await saveAnnouncement(tx, hostId, { announced, now })
    const peerRefusals = newPeerRefusals(last, page)
    if (peerRefusals) await recordRefusal(tx, parts, { ...peerRefusals, address, at: now })
    for (const because of newlyUnsigned(last, page))
      await recordRefusal(tx, parts, { ...unsigned, subject: hostId, because, address, at: now })
    return true
  })
}

const refuse = (because: string) => new Problem('subject-of-another-host', { because })

/** What the host would not start because nobody it trusts has signed it: the page that named it may come from a stolen api. */
function newlyUnsigned(last: ObservedHost | undefined, page: ObservedHost): string[] {
  const sentences = (it: ObservedHost | undefined) =>
    it?.conditions.filter(({ code }) => code === unsigned.code).map(({ subject, because }) => `${subject}: ${because}`)
  const known = new Set(sentences(last))
  return (sentences(page) ?? []).filter((it) => !known.has(it))
}

/** Where the agent says that others reach it; how often it turned somebody away is no news of that. */
function announcementOf(page: ObservedHost | undefined): Pick<PeerAnnouncement, 'addresses' | 'port'> | undefined {
  if (!page?.peerPort) return undefined
  const { addresses, port } = page.peerPort
  return { addresses, port }
}

/** Whom the host turned away on its peer port since its last page; its count begins anew when its agent does. */
function newPeerRefusals(
  last: ObservedHost | undefined,
  page: ObservedHost,
): Omit<Refusal, 'address' | 'at'> | undefined {
  const now = page.peerPort?.refusedTotal ?? 0
  const before = last?.peerPort?.refusedTotal ?? 0
  const times = now < before ? now : now - before
  if (times === 0) return undefined
  const because = page.peerPort?.lastRefusal ?? 'it did not say why'
  return { subject: `peers of ${page.hostId}`, code: 'peer-refused', because, times }
}

const unsigned = { code: 'release-not-signed', times: 1 } as const

const isSame = (last: ObservedHost, page: ObservedHost): boolean =>
  isDeepStrictEqual({ ...last, observedAt: '' }, { ...page, observedAt: '' })

function isOvertaken(last: ObservedHost, page: ObservedHost): boolean {
  if (page.observedGeneration < last.observedGeneration) return true
  const laterBy = Date.parse(last.observedAt) - Date.parse(page.observedAt)
  return laterBy > 0 && laterBy < overtakenMs
}

/** What a page says of one database; memory and bytes alone are no news. */
function aboutIt(page: ObservedHost | undefined, { databaseId, subjects }: Holding): unknown {
  return {
    instances: page?.instances.filter((it) => it.databaseId === databaseId).map((it) => ({ ...it, memoryBytes: 0 })),
    endpoints: page?.endpoints.filter((it) => it.databaseId === databaseId),
    volumes: page?.volumes.filter((it) => subjects.has(it.volumeId)).map((it) => ({ ...it, usedBytes: 0 })),
    conditions: page?.conditions.filter((it) => subjects.has(it.subject)),
  }
}

interface News {
  readonly last: ObservedHost | undefined
  readonly page: ObservedHost
  readonly databaseIds: readonly DatabaseId[]
}

async function publish(tx: Tx, parts: LinkParts, { last, page, databaseIds }: News): Promise<void> {
  await parts.databases.publish(tx, databaseIds)
  if (last && isDeepStrictEqual(aboutHost(last), aboutHost(page))) return
  await publishHost(tx, parts, page.hostId)
}

/** What a page says of the host itself; free bytes alone are no news. */
const aboutHost = ({ agentVersion, capacity, conditions }: ObservedHost) => ({
  agentVersion,
  capacity: { ...capacity, storageFreeBytes: 0 },
  conditions,
})
