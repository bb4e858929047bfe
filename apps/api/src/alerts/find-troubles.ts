import type { Severity } from '@holdfast/shared/contract/alert-routes'
import type { ConditionCode } from '@holdfast/shared/state/conditions'
import { installationOrganization } from '../audit/record-audit.ts'
import { type DatabaseRecord, isWanted } from '../databases/database-record.ts'
import { type DatabaseObservation, databaseState, type Presence } from '../databases/database-state.ts'
import type { MetricsStoreHealth } from '../metrics/metrics-door.ts'
import { inWords } from '../platform/moment.ts'
import { alertKey, type Trouble } from './trouble.ts'

export interface HostEvidence {
  readonly id: string
  readonly name: string
  readonly presence: Presence
  readonly certificateEndsAt: Date
  /** The newest time somebody who speaks as this host was turned away, while it is recent. */
  readonly refused: { readonly code: string; readonly because: string } | null
}

export interface DatabaseEvidence {
  readonly record: DatabaseRecord
  readonly observation: DatabaseObservation | null
  readonly isWorkedOn: boolean
}

export interface Evidence {
  readonly now: Date
  readonly hosts: readonly HostEvidence[]
  readonly databases: readonly DatabaseEvidence[]
  readonly overdue: readonly {
    readonly id: string
    readonly kind: string
    readonly organizationId: Trouble['organizationId'] | null
    readonly because: string | null
  }[]
  /** Null where nothing is known of it, or there is none. */
  readonly metricsStore: MetricsStoreHealth
  /** The platform's own authorities. */
  readonly authorities: readonly { readonly name: string; readonly endsAt: Date }[]
  /** Severities of the alerts that are open, by `alertKey`. */
  readonly open: ReadonlyMap<string, Severity>
}

export interface Findings {
  readonly troubles: readonly Trouble[]
  /** Why an open alert of this key is over. An open one that is neither here nor in `troubles` cannot be judged now. */
  readonly over: ReadonlyMap<string, string>
}

type Judged = Omit<Trouble, 'severity' | 'because'> & ({ severity: Severity; because: string } | { over: string })

const day = 86_400_000

/** What is wrong, and what is right again. Pure. */
export function findTroubles(evidence: Evidence): Findings {
  const judged = [
    ...evidence.hosts.flatMap((host) => judgeHost(host, evidence)),
    ...evidence.databases.flatMap((database) => judgeDatabase(database)),
    ...evidence.overdue.map(judgeOverdue),
    ...judgeMetricsStore(evidence),
    ...evidence.authorities.map((authority) => judgeAuthority(authority, evidence)),
  ]
  const over = new Map(judged.flatMap((it) => ('over' in it ? [[alertKey(it), it.over] as const] : [])))
  return { troubles: judged.flatMap((it) => ('over' in it ? [] : [it])), over }
}

function judgeHost({ id, name, presence, certificateEndsAt, refused }: HostEvidence, { now }: Evidence): Judged[] {
  const about = { organizationId: installationOrganization, subject: id, subjectName: name }
  const daysLeft = Math.floor((certificateEndsAt.getTime() - now.getTime()) / day)
  const certificate: Judged = {
    ...about,
    kind: 'certificate-ending',
    ...(daysLeft < 20
      ? {
          severity: daysLeft < 7 ? 'critical' : 'warning',
          because: `its certificate ends at ${inWords(certificateEndsAt)} and was not renewed`,
        }
      : { over: 'its certificate was renewed' }),
  }
  const refusal: Judged = {
    ...about,
    kind: 'agent-refused',
    ...(refused
      ? { severity: refused.code === 'agent-already-connected' ? 'critical' : 'warning', because: refused.because }
      : { over: 'nobody was refused for ten minutes' }),
  }
  // A replica that has only just started knows nothing of it yet.
  if (presence.state === 'awaited') return [certificate, refusal]
  const silence: Judged = {
    ...about,
    kind: 'host-silent',
    ...(presence.state === 'silent'
      ? {
          severity: 'critical',
          because: presence.lastHeardAt
            ? `it has not been heard since ${inWords(presence.lastHeardAt)}`
            : 'it has not been heard since the control plane started',
        }
      : { over: 'it is heard again' }),
  }
  return [certificate, refusal, silence]
}

function judgeDatabase(evidence: DatabaseEvidence): Judged[] {
  const { record, observation, isWorkedOn } = evidence
  const about = { organizationId: record.organizationId, subject: record.id, subjectName: record.name }
  if (!isWanted(record))
    return (['database-unreachable', 'database-failed', 'disk-filling'] as const).map((kind) => ({
      ...about,
      kind,
      over: 'the database was deleted',
    }))
  // Its own operation tells of a database in the making.
  if (record.life === 'creating' || !observation) return []
  const { state, because } = databaseState(record, { observation, operation: null })
  const silent: Judged[] =
    observation.presence.state === 'awaited'
      ? []
      : [
          {
            ...about,
            kind: 'database-unreachable',
            ...(state === 'unreachable' ? { severity: 'critical', because } : { over: because }),
          },
        ]
  return [...silent, ...judgeHealth(about, { state, because, isWorkedOn }), ...judgeDisk(about, observation)]
}

type About = Pick<Trouble, 'organizationId' | 'subject' | 'subjectName'>

function judgeHealth(
  about: About,
  { state, because, isWorkedOn }: { state: string; because: string; isWorkedOn: boolean },
): Judged[] {
  // Its last page is no news while its host is silent; while it comes up it is neither well nor lost.
  if (state === 'unreachable' || state === 'starting') return []
  if (state !== 'failed') return [{ ...about, kind: 'database-failed', over: because }]
  return isWorkedOn ? [] : [{ ...about, kind: 'database-failed', severity: 'critical', because }]
}

/** The rungs of the ladder are the engine's, with their slack: here they only get a severity. */
const rungs: Readonly<Partial<Record<ConditionCode, Severity>>> = {
  'disk-filling': 'info',
  'disk-nearly-full': 'warning',
  'disk-full-read-only': 'critical',
}

function judgeDisk(about: About, { instance, conditions }: DatabaseObservation): Judged[] {
  const alert = { ...about, kind: 'disk-filling' as const }
  for (const { code, because } of conditions) {
    const severity = rungs[code]
    if (severity) return [{ ...alert, severity, because }]
  }
  // While the engine is down nobody looks at its disk.
  return instance?.health === 'running' ? [{ ...alert, over: 'its disk has room again' }] : []
}

export const metricsStoreSubject = 'metrics-store'

function judgeMetricsStore({ metricsStore }: Evidence): Judged[] {
  if (metricsStore === null) return []
  const about = {
    organizationId: installationOrganization,
    kind: 'metrics-store-unavailable' as const,
    subject: metricsStoreSubject,
    subjectName: 'metrics store',
  }
  const { isWell } = metricsStore
  return [
    { ...about, ...(isWell ? { over: 'it answers again' } : { severity: 'warning', because: metricsStore.because }) },
  ]
}

const judgeOverdue = ({ id, kind, organizationId, because }: Evidence['overdue'][number]): Judged => ({
  organizationId: organizationId ?? installationOrganization,
  kind: 'operation-overdue',
  subject: id,
  subjectName: kind,
  severity: 'warning',
  because: because ? `it takes longer than it may; it waits: ${because}` : 'it takes longer than it may',
})

function judgeAuthority({ name, endsAt }: Evidence['authorities'][number], { now }: Evidence): Judged {
  const daysLeft = Math.floor((endsAt.getTime() - now.getTime()) / day)
  const about = {
    organizationId: installationOrganization,
    kind: 'certificate-ending' as const,
    subject: name,
    subjectName: `authority ${name}`,
  }
  return daysLeft < 60
    ? {
        ...about,
        severity: daysLeft < 14 ? 'critical' : 'warning',
        because: `its certificate ends at ${inWords(endsAt)}`,
      }
    : { ...about, over: 'its certificate was renewed' }
}
