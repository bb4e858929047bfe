import { join } from 'node:path'
import { findEngine, type PoolerDescriptor } from '@holdfast/engine'
import { type Figure, Figures, series } from '@holdfast/shared/metrics/series'
import type { Sample } from '@holdfast/shared/metrics/write-block'
import type { DesiredHost } from '@holdfast/shared/state/desired'
import { GatewayObservation } from '@holdfast/shared/state/gateway-page'
import { askSocket } from '../host/ask-socket.ts'
import type { HostAccess } from '../host/host-access.ts'
import { type Log, sentence } from '../log.ts'
import type { HostPaths } from '../paths.ts'
import { askPooler } from '../poolers/ask-pooler.ts'
import type { Observation } from '../reconcile/observation.ts'
import { hostFigures } from './host-figures.ts'

/** Whom this host can ask for figures now. */
export interface Countable {
  readonly instances: readonly { readonly instanceId: string; readonly databaseId: string }[]
  /** Poolers whose program runs. */
  readonly poolers: readonly { readonly databaseId: string; readonly pooler: PoolerDescriptor }[]
}

/** Of what figures are wanted: of everything, or of these databases and perhaps the host itself. */
export interface Wanted {
  readonly database: (databaseId: string) => boolean
  readonly host: boolean
}

export interface CollectParts {
  readonly host: HostAccess
  readonly paths: HostPaths
  readonly log: Log
}

/** Whoever takes longer has no figure for this moment. */
const limitMs = 3_000
/** So many are asked at a time. */
const atOnce = 8

type Ask = () => Promise<Sample[]>

/** Asks everybody who is wanted. Who does not answer is left out: a gap, never zero. */
export async function collect(countable: Countable, wanted: Wanted, parts: CollectParts): Promise<Sample[]> {
  const { host, paths, log } = parts
  const asks: Ask[] = [
    ...countable.instances
      .filter(({ databaseId }) => wanted.database(databaseId))
      .map((it) => () => askInstance(it, host.path(paths.controlSocket(it.instanceId)))),
    ...countable.poolers
      .filter(({ databaseId }) => wanted.database(databaseId))
      .map((it) => () => askForPooler(it, host.path(paths.poolerControl(it.databaseId)))),
    () => askGateway(host.path(paths.gatewaySocket), wanted),
    ...(wanted.host
      ? [async () => [{ labels: {}, atMs: Date.now(), figures: await hostFigures(host.path(paths.pool)) }]]
      : []),
  ]
  const samples: Sample[] = []
  const work = async (): Promise<void> => {
    for (let ask = asks.shift(); ask; ask = asks.shift())
      samples.push(...(await ask().catch((error) => noFigures(log, error))))
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return samples
}

function noFigures(log: Log, error: unknown): Sample[] {
  log.debug('somebody has no figures', { because: sentence(error) })
  return []
}

async function askInstance(
  { instanceId, databaseId }: Countable['instances'][number],
  socketPath: string,
): Promise<Sample[]> {
  const told = Figures.parse(await askSocket({ socketPath, method: 'GET', path: '/figures', limitMs }))
  // A newer instance manager may tell what this agent does not know.
  const figures = told.flatMap((it) => (isKnown(it) ? [it] : []))
  return [{ labels: { database: databaseId, instance: instanceId }, atMs: Date.now(), figures }]
}

const isKnown = (figure: { readonly name: string }): figure is Figure => Object.hasOwn(series, figure.name)

async function askForPooler({ databaseId, pooler }: Countable['poolers'][number], folder: string): Promise<Sample[]> {
  const { socket, login, database } = pooler.administration
  const socketPath = join(folder, socket)
  const ask = (command: string) => askPooler({ socketPath, login, database, command, limitMs })
  const answers = await Promise.all(pooler.figures.questions.map(ask))
  return [{ labels: { database: databaseId }, atMs: Date.now(), figures: pooler.figures.read(answers) }]
}

/** A database has several ports: what counts is their sum. */
async function askGateway(socketPath: string, wanted: Wanted): Promise<Sample[]> {
  const answer = await askSocket({ socketPath, method: 'GET', path: '/observe', limitMs })
  const byDatabase = Map.groupBy(GatewayObservation.parse(answer).endpoints, ({ databaseId }) => databaseId)
  const atMs = Date.now()
  return [...byDatabase]
    .filter(([databaseId]) => wanted.database(databaseId))
    .map(([database, endpoints]) => ({
      labels: { database },
      atMs,
      figures: [
        { name: 'gateway_connections', value: endpoints.reduce((sum, it) => sum + it.openConnections, 0) },
        { name: 'gateway_refused', value: endpoints.reduce((sum, it) => sum + it.refusedTotal, 0) },
      ],
    }))
}

export const countableOf = (desired: DesiredHost, seen: Observation): Countable => ({
  instances: seen.containers.filter(({ state }) => state === 'running'),
  poolers: seen.poolersAwake.flatMap((databaseId) => {
    const engine = desired.instances.find((it) => it.databaseId === databaseId)?.engine
    const pooler = engine === undefined ? null : findEngine(engine)?.pooler
    return pooler ? [{ databaseId, pooler }] : []
  }),
})
