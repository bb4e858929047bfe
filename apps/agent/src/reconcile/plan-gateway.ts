import { createHash } from 'node:crypto'
import { findEngine } from '@holdfast/engine'
import type { DesiredEndpoint, DesiredHost, DesiredInstance } from '@holdfast/shared/state/desired'
import type { GatewayPage, GatewayRoute } from '@holdfast/shared/state/gateway-page'
import type { Health } from '@holdfast/shared/state/observed'
import type { Observation } from './observation.ts'
import type { Step } from './step.ts'
import { isToGrow } from './volume-growth.ts'
import { wantedPooler } from './wanted-pooler.ts'

/** Gives the gateway its page when it has another one, or none. */
export function planGateway(desired: DesiredHost, seen: Observation): Step[] {
  if (!seen.gateway) return []
  const page = wantedGatewayPage(desired, seen)
  const pageHash = gatewayPageHash(page)
  const at = { do: 'publish-routes', lane: 'gateway', subject: desired.hostId, page, pageHash } as const
  if (seen.gateway.publishedHash === null) return [{ ...at, because: 'the gateway has no page from this agent yet' }]
  if (seen.gateway.publishedHash !== pageHash) return [{ ...at, because: 'its routes differ from the wanted ones' }]
  const offered = new Set(seen.gateway.endpoints.map((it) => it.databaseId))
  const lost = page.routes.some((it) => !offered.has(it.databaseId))
  return lost ? [{ ...at, because: 'the gateway has lost a route' }] : []
}

export const gatewayPageHash = (page: GatewayPage): string =>
  createHash('sha256').update(JSON.stringify(page)).digest('hex')

export const wantedGatewayPage = (desired: DesiredHost, seen: Observation): GatewayPage => ({
  bindAddresses: [...seen.bindAddresses],
  routes: desired.endpoints.flatMap((endpoint) => [
    wantedRoute(endpoint, desired, seen),
    ...pooledRoute(endpoint, desired, seen),
  ]),
})

function wantedRoute(endpoint: DesiredEndpoint, desired: DesiredHost, seen: Observation): GatewayRoute {
  const { databaseId, directPort, shared, allowedNetworks, connectionLimit } = endpoint
  const named = shared && { named: { name: shared.name, port: shared.directPort } }
  const who = { allowedNetworks, connectionLimit }
  return { databaseId, port: directPort, ...named, ...who, ...wantedTarget(endpoint, desired, seen) }
}

/** The pooled port stays open without a pooler: whoever comes is held, and that is what starts it. */
function pooledRoute(endpoint: DesiredEndpoint, desired: DesiredHost, seen: Observation): GatewayRoute[] {
  const { databaseId, pooledPort: port, shared, allowedNetworks } = endpoint
  const instance = desired.instances.find((it) => it.instanceId === endpoint.primary)
  const descriptor = instance && wantedPooler(instance)?.descriptor
  if (!descriptor) return []
  const direct = wantedTarget(endpoint, desired, seen)
  const pooler = seen.poolers.find((it) => it.databaseId === databaseId && it.state === 'running')
  const target = direct.target && pooler?.address ? { host: pooler.address, port: descriptor.port } : null
  const because = direct.target ? 'the pooler is starting' : direct.because
  const named = shared && { named: { name: shared.name, port: shared.pooledPort } }
  const connectionLimit = descriptor.clientLimit(endpoint.connectionLimit)
  const who = { allowedNetworks, connectionLimit }
  return [{ databaseId, port, ...named, ...who, target, hold: direct.hold, onDemand: true, because }]
}

type Target = Pick<GatewayRoute, 'target' | 'hold' | 'because'>

function wantedTarget(endpoint: DesiredEndpoint, desired: DesiredHost, seen: Observation): Target {
  const instance = desired.instances.find((it) => it.instanceId === endpoint.primary)
  if (!instance) return { target: null, hold: false, because: 'the database has no primary on this host' }
  if (instance.power === 'stopped') return { target: null, hold: false, because: 'the database is stopped' }
  const container = seen.containers.find((it) => it.instanceId === instance.instanceId && it.state === 'running')
  const port = findEngine(instance.engine)?.port
  if (!container?.address || port === undefined)
    return { target: null, hold: true, because: 'the instance is starting' }
  const because = whyNotYet(instance, seen) ?? whyGrowing(instance, desired, seen)
  if (because !== undefined) return { target: null, hold: true, because }
  return { target: { host: container.address, port }, hold: true, because: 'the instance is restarting' }
}

/** Clients wait from before the instance is stopped for its volume. */
const whyGrowing = ({ volumeId }: DesiredInstance, desired: DesiredHost, seen: Observation): string | undefined => {
  const wanted = desired.volumes.find((it) => it.volumeId === volumeId)?.sizeBytes ?? 0
  const there = seen.volumes.find((it) => it.volumeId === volumeId)
  return there && isToGrow(there, wanted) ? 'its volume is being made larger' : undefined
}

/** Health at which clients are let through: what is wrong then, the engine itself tells them. */
export const served: readonly Health[] = ['running', 'disk-full', 'stuck']

/**
 * An engine that makes ready, stops or replays its log answers already or still, only to refuse. The gateway cannot see that once TLS has
 * begun, so clients are held until the instance manager calls it running, and from the order to restart on. A manager that
 * says nothing stands in nobody's way.
 */
function whyNotYet({ instanceId, restarts }: DesiredInstance, seen: Observation): string | undefined {
  const facts = seen.managers.find((it) => it.instanceId === instanceId)?.facts
  if (!facts || (served.includes(facts.health) && facts.restarts >= restarts)) return undefined
  if (facts.health === 'starting') return 'the instance is starting'
  if (facts.health === 'recovering') return 'the instance is recovering'
  return facts.health === 'crashed' ? 'the instance ended and is started again' : 'the instance is restarting'
}
