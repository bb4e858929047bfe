import { randomUUID, X509Certificate } from 'node:crypto'
import { listHostRefusals } from '../agent-link/refusal-store.ts'
import {
  type AlertRow,
  listAuthorityCertificates,
  listHolders,
  listHostCertificates,
  listOpenAlerts,
  listOperationStates,
  listOverdue,
} from '../alerts/alert-store.ts'
import type { Alerts } from '../alerts/alerts.ts'
import { type DatabaseEvidence, type Evidence, findTroubles, metricsStoreSubject } from '../alerts/find-troubles.ts'
import { alertKey } from '../alerts/trouble.ts'
import { leaveWatch, takeWatch } from '../alerts/watch-store.ts'
import { findUnfinished } from '../databases/current-operation-store.ts'
import { primaryOf } from '../databases/database-record.ts'
import { listDatabasesOnHost } from '../databases/database-store.ts'
import { observationOf } from '../databases/observation-of.ts'
import { listHostsSeen } from '../hosts/observation-store.ts'
import type { HostPresence } from '../hosts/presence.ts'
import type { MetricsDoor } from '../metrics/metrics-door.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database, Tx } from '../platform/database/database.ts'
import type { Log } from '../platform/log.ts'
import { type Sweep, startSweep } from '../platform/sweep.ts'

export interface AlertWatcherParts {
  readonly database: Database
  readonly presence: HostPresence
  readonly metrics: Pick<MetricsDoor, 'health'>
  readonly alerts: Alerts
  readonly clock: Clock
  readonly log: Log
  /** So long something must have been wrong before an alert is opened: a restart or a lost packet is none. */
  readonly patienceMs?: number
}

/** Kinds that can be over in a moment; the others are slow by nature. */
const brief: ReadonlySet<string> = new Set([
  'host-silent',
  'database-unreachable',
  'database-failed',
  'metrics-store-unavailable',
])

const leaseMs = 20_000
/** An agent that is refused comes again within seconds; one that has not for so long is gone. */
const refusalLastsMs = 600_000

/**
 * Opens and closes alerts as what is seen changes. One replica judges, and another when it is gone: two that hear different hosts
 * would open and close the same alert in turn.
 */
export function startAlertWatcher(parts: AlertWatcherParts): Pick<Sweep, 'ask' | 'close'> {
  const { database, clock, log } = parts
  const owner = randomUUID()
  const judge = openAlertLook(parts)
  const sweep = startSweep({
    async look() {
      const now = clock.now()
      if (await takeWatch(database.read, { owner, now, until: new Date(now.getTime() + leaseMs) })) await judge()
    },
    everyMs: 5_000,
    onError: (err) => log.warn({ err }, 'what is wrong could not be looked at'),
  })
  return {
    ask: sweep.ask,
    async close() {
      await sweep.close()
      await leaveWatch(database.read, owner).catch((err) => log.warn({ err }, 'the watch could not be handed over'))
    },
  }
}

/** One look at everything; remembers since when something has been wrong. */
export function openAlertLook(parts: AlertWatcherParts) {
  const { database, presence, metrics, alerts, clock, log, patienceMs = 10_000 } = parts
  let wrongSince = new Map<string, number>()
  return async (): Promise<void> => {
    const now = clock.now()
    const open = await listOpenAlerts(database.read)
    const evidence = await gather(database.read, { presence, metricsStore: metrics.health(), now, open })
    const { troubles, over } = findTroubles(evidence)
    const isOpen = new Set(open.map(alertKey))
    wrongSince = new Map(troubles.map((it) => [alertKey(it), wrongSince.get(alertKey(it)) ?? now.getTime()]))
    for (const trouble of troubles) {
      const key = alertKey(trouble)
      const isNew = brief.has(trouble.kind) && now.getTime() - (wrongSince.get(key) ?? 0) < patienceMs
      const isTold = evidence.open.get(key) === trouble.severity
      if (isTold || (isNew && !isOpen.has(key))) continue
      await database.transaction((tx) => alerts.open(tx, trouble))
      log.warn({ ...trouble }, 'an alert')
    }
    const ended = await endings(database.read, { open, over, isWrong: (it) => wrongSince.has(alertKey(it)), evidence })
    for (const { alert, because } of ended) {
      await database.transaction((tx) => alerts.close(tx, alert, because))
      log.info({ alertId: alert.id, because }, 'an alert is over')
    }
  }
}

interface Gathering extends Pick<Evidence, 'metricsStore'> {
  readonly presence: HostPresence
  readonly now: Date
  readonly open: readonly AlertRow[]
}

async function gather(tx: Tx, { presence, metricsStore, now, open }: Gathering): Promise<Evidence> {
  const hosts = await listHostCertificates(tx)
  const refusals = await listHostRefusals(tx, new Date(now.getTime() - refusalLastsMs))
  const databases: DatabaseEvidence[] = []
  for (const id of await listHolders(tx)) databases.push(...(await databasesOn(tx, presence, id)))
  return {
    now,
    hosts: hosts.map((host) => ({
      ...host,
      presence: presence.of(host.id),
      refused: refusals.find(({ hostId }) => hostId === host.id) ?? null,
    })),
    databases,
    metricsStore,
    overdue: await listOverdue(tx),
    authorities: (await listAuthorityCertificates(tx)).map(({ name, certificate }) => ({
      name,
      endsAt: new Date(new X509Certificate(certificate).validTo),
    })),
    open: new Map(open.map((alert) => [alertKey(alert), alert.severity])),
  }
}

async function databasesOn(tx: Tx, presence: HostPresence, hostId: Parameters<HostPresence['of']>[0]) {
  const [seen] = await listHostsSeen(tx, [hostId])
  const records = (await listDatabasesOnHost(tx, hostId)).filter((it) => primaryOf(it)?.hostId === hostId)
  const unfinished = await findUnfinished(
    tx,
    records.map((record) => record.id),
  )
  return records.map((record): DatabaseEvidence => {
    return {
      record,
      observation: seen ? observationOf(record, seen, presence.of(hostId)) : null,
      isWorkedOn: unfinished.has(record.id),
    }
  })
}

interface Judging {
  readonly open: readonly AlertRow[]
  readonly over: ReadonlyMap<string, string>
  readonly isWrong: (alert: AlertRow) => boolean
  readonly evidence: Evidence
}

/** Open alerts that are over, and why. What cannot be judged now stays open; what is about nothing any more is closed. */
async function endings(tx: Tx, { open, over, isWrong, evidence }: Judging) {
  const known = new Set<string>([
    ...evidence.hosts.map(({ id }) => id),
    ...evidence.databases.map(({ record }) => record.id),
    ...evidence.authorities.map(({ name }) => name),
    metricsStoreSubject,
  ])
  const rest = open.filter((alert) => !isWrong(alert) && alert.kind !== 'webhook-failing')
  const operations = rest.filter((alert) => alert.kind === 'operation-overdue').map((alert) => alert.subject)
  const states = await listOperationStates(tx, operations)
  const becauseOf = (alert: AlertRow): string | undefined => {
    if (alert.kind !== 'operation-overdue')
      return over.get(alertKey(alert)) ?? (known.has(alert.subject) ? undefined : 'it is no longer there')
    const state = states.get(alert.subject)
    return state === undefined
      ? 'it is no longer there'
      : state === 'running'
        ? 'it is in time again'
        : `it has ${state}`
  }
  return rest.flatMap((alert) => {
    const because = becauseOf(alert)
    return because === undefined ? [] : [{ alert, because }]
  })
}
