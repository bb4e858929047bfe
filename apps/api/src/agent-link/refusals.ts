import type { AuditAction } from '@holdfast/shared/contract/audit-actions'
import type { HostId } from '@holdfast/shared/ids'
import type { Problem } from '@holdfast/shared/problems/problem'
import { installationOrganization, platformActor, recordAudit } from '../audit/record-audit.ts'
import { listHostIds } from '../hosts/host-store.ts'
import type { HostPresence } from '../hosts/presence.ts'
import { publishHost } from '../hosts/publish-host.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database, Tx } from '../platform/database/database.ts'
import type { Log } from '../platform/log.ts'
import { countRefusal, type KeptRefusal, listUntold, markAudited, type Refusal } from './refusal-store.ts'

/** Who was turned away: a host whose certificate is genuine, a join token by the start of its hash, or somebody who showed nothing of ours. */
export type RefusedSubject = HostId | `join-token ${string}` | 'strangers'

export interface Refused {
  readonly subject: RefusedSubject
  readonly address: string | undefined
  readonly problem: Pick<Problem, 'code' | 'message'>
}

/** Everybody turned away at the agents' door is counted, audited and shown; telling never fails and never waits. */
export interface Refusals {
  tell(refused: Refused): void
  /** Writes what was told; throws when the store cannot be written. */
  flush(): Promise<void>
  close(): Promise<void>
}

interface RefusalParts {
  readonly database: Database
  readonly presence: HostPresence
  readonly clock: Clock
  readonly log: Log
}

const flushMs = 5_000
/** The trail is told at once, and of the same subject and reason again after so long: a hostile peer must not fill it. */
const auditEveryMs = 3_600_000
const longestBecause = 500

export function openRefusals(parts: RefusalParts): Refusals {
  const { clock, log } = parts
  let waiting = new Map<string, Refusal>()
  const recent = new Set<string>()
  let writing = Promise.resolve()

  const write = async (): Promise<void> => {
    const refusals = waiting
    waiting = new Map()
    const failures: unknown[] = []
    for (const [key, refusal] of refusals) {
      try {
        await keep(parts, refusal)
        recent.add(key)
      } catch (error) {
        // One that cannot be kept keeps no other from being kept, and waits with what came meanwhile.
        failures.push(error)
        const newer = waiting.get(key)
        waiting.set(key, newer ? joined(newer, refusal) : refusal)
      }
    }
    if (failures.length > 0) throw failures[0]
  }
  const flush = (): Promise<void> => {
    const written = writing.then(write)
    writing = written.catch((err) => log.warn({ err }, 'refusals of agents could not be kept yet'))
    return written
  }
  const timer = setInterval(() => {
    recent.clear()
    void flush().then(
      () => tellRest(parts),
      () => undefined,
    )
  }, flushMs)
  timer.unref()

  return {
    tell({ subject, address = null, problem }) {
      log.warn({ subject, address, code: problem.code, because: problem.message }, 'an agent was refused')
      // What a peer has sent may stand in it; the store takes no zero byte.
      const because = problem.message.slice(0, longestBecause).replaceAll('\0', ' ')
      const key = `${subject} ${problem.code}`
      const refusal = { subject, code: problem.code, because, address, times: 1, at: clock.now() }
      waiting.set(key, joined(refusal, waiting.get(key)))
      if (!recent.has(key)) void flush().catch(() => undefined)
    },
    flush,
    async close() {
      clearInterval(timer)
      await flush().catch(() => undefined)
    },
  }
}

const joined = (newer: Refusal, older: Refusal | undefined): Refusal => ({
  ...newer,
  times: newer.times + (older?.times ?? 0),
})

async function keep(parts: RefusalParts, refusal: Refusal): Promise<void> {
  await parts.database.transaction((tx) => recordRefusal(tx, parts, refusal))
}

/** Counts a refusal in this transaction, and tells the trail and the host's readers when it is new or time again. */
export async function recordRefusal(tx: Tx, parts: Pick<RefusalParts, 'presence'>, refusal: Refusal): Promise<void> {
  const kept = await countRefusal(tx, refusal)
  const isTold = kept.auditedAt !== null && refusal.at.getTime() - kept.auditedAt.getTime() < auditEveryMs
  if (isTold) return
  await audit(tx, kept, refusal.at)
  const hostId = (await listHostIds(tx)).find((id) => id === kept.subject)
  if (hostId) await publishHost(tx, parts, hostId)
}

/** Tells the trail how often it went on, when nobody has been refused since. */
async function tellRest({ database, clock, log }: RefusalParts): Promise<void> {
  const now = clock.now()
  await database
    .transaction(async (tx) => {
      for (const kept of await listUntold(tx, new Date(now.getTime() - auditEveryMs))) await audit(tx, kept, now)
    })
    .catch((err) => log.warn({ err }, 'the audit trail could not be told how often agents were refused'))
}

const actions: Readonly<Record<string, AuditAction>> = {
  'join-token-refused': 'host.join-refused',
  'release-not-signed': 'host.release-refused',
  'peer-refused': 'host.peer-refused',
}

async function audit(tx: Tx, kept: KeptRefusal, now: Date): Promise<void> {
  await recordAudit(tx, {
    organizationId: installationOrganization,
    actor: platformActor,
    address: kept.address,
    action: actions[kept.code] ?? 'host.agent-refused',
    subject: kept.subject,
    requestId: null,
    facts: { reason: kept.code, because: kept.because, times: kept.times - kept.auditedTimes },
  })
  await markAudited(tx, kept, now)
}
