import { isIPv4 } from 'node:net'
import type { DesiredHost, DesiredInstance } from '@holdfast/shared/state/desired'
import type { GatewayRoute } from '@holdfast/shared/state/gateway-page'
import type { ObservedPath } from '@holdfast/shared/state/observed'
import { bridgeName } from '@holdfast/shared/tenant-bridges'
import type { KernelRoute, KernelRules } from '../host/kernel-rules.ts'
import type { Observation } from './observation.ts'
import { served, wantedGatewayPage } from './plan-gateway.ts'
import { planInstance } from './plan-instance.ts'
import type { Step } from './step.ts'

/**
 * Clients are led by the kernel wherever nothing need be awaited or said: the gateway's page tells where. Its process listens on the
 * same ports all the while, and gets whoever the kernel does not lead.
 */
export function planKernel(desired: DesiredHost, seen: Observation): Step[] {
  if (!seen.kernel.works) return []
  const rules = wantedKernelRules(desired, seen)
  const at = { do: 'lead-through-kernel', lane: 'kernel', subject: desired.hostId, rules } as const
  const { rules: present } = seen.kernel
  if (!present) {
    const isIdle = rules.routes.length === 0 && seen.kernel.ports.length === 0
    return isIdle
      ? []
      : [{ ...at, because: 'this agent has not led anybody through the kernel yet, or its rules are gone' }]
  }
  return JSON.stringify(present) === JSON.stringify(rules)
    ? []
    : [{ ...at, because: 'the kernel leads clients elsewhere than wanted' }]
}

export function wantedKernelRules(desired: DesiredHost, seen: Observation): KernelRules {
  const page = wantedGatewayPage(desired, seen)
  const isEverywhere = page.bindAddresses.some((it) => it === '0.0.0.0' || it === '::')
  const addresses = page.bindAddresses.filter((it) => isIPv4(it))
  const open = servedDatabases(desired, seen)
  // Without an address of IPv4 there is nothing that the kernel could lead on.
  const routes = isEverywhere || addresses.length > 0 ? page.routes.map((it) => wantedRoute(it, open, seen)) : []
  return { addresses: isEverywhere ? [] : addresses, routes }
}

function wantedRoute(route: GatewayRoute, open: ReadonlySet<string>, { installation }: Observation): KernelRoute {
  const { port, target, databaseId, allowedNetworks, connectionLimit } = route
  const mayLead = target && isIPv4(target.host) && open.has(databaseId)
  const bridge = bridgeName(installation, databaseId)
  return { port, target: mayLead ? target : null, bridge, allowedNetworks, connectionLimit }
}

/** The kernel asks nobody whether sessions are taken: the instance manager must have said so, and nothing be about to end them. */
function servedDatabases(desired: DesiredHost, seen: Observation): ReadonlySet<string> {
  const interrupted = interruptedDatabases(desired, seen)
  const isServed = ({ instanceId, databaseId }: DesiredInstance) => {
    const facts = seen.managers.find((it) => it.instanceId === instanceId)?.facts
    return facts && served.includes(facts.health) && !interrupted.has(databaseId)
  }
  return new Set(desired.instances.filter(isServed).map((it) => it.databaseId))
}

/** Databases with a step ahead that ends their sessions. */
export function interruptedDatabases(desired: DesiredHost, seen: Observation): ReadonlySet<string> {
  const ends = (step: Step) => step.do === 'stop-container' || (step.do === 'apply-page' && step.isRestart)
  return new Set(
    desired.instances
      .filter((instance) => planInstance(instance, desired, seen).some(ends))
      .map((instance) => instance.databaseId),
  )
}

/** Whether the kernel leads new clients to this database. */
export function isLed(databaseId: string, desired: DesiredHost, { kernel }: Observation): boolean {
  const endpoint = desired.endpoints.find((it) => it.databaseId === databaseId)
  const ports = [endpoint?.directPort, endpoint?.pooledPort]
  const routes = (kernel.works && kernel.rules?.routes) || []
  return routes.some(({ port, target }) => target !== null && ports.includes(port))
}

/** Which way clients of a database come, for every port of it. */
export function pathsOf(databaseId: string, desired: DesiredHost, seen: Observation): ObservedPath[] {
  const wanted = wantedKernelRules(desired, seen).routes
  return wantedGatewayPage(desired, seen)
    .routes.filter((it) => it.databaseId === databaseId)
    .map(({ port }): ObservedPath => {
      if (isLedByOthers(port, seen))
        return { port, by: 'kernel', because: 'the kernel leads clients as it was told before', isBehind: true }
      const because = whyNotKernel(port, seen)
      if (because !== undefined) return { port, by: 'process', because }
      const isBehind =
        JSON.stringify(presentRoute(port, seen)) !== JSON.stringify(wanted.find((it) => it.port === port))
      const led = { port, by: 'kernel', because: 'the kernel leads clients to the database' } as const
      return isBehind ? { ...led, isBehind } : led
    })
}

/** Rules stand that this agent has not put, or could not change. */
const isLedByOthers = (port: number, { kernel }: Observation): boolean =>
  kernel.works && kernel.rules === null && kernel.ports.some((it) => it.port === port)

const presentRoute = (port: number, { kernel }: Observation): KernelRoute | undefined =>
  kernel.works ? kernel.rules?.routes.find((it) => it.port === port) : undefined

function whyNotKernel(port: number, seen: Observation): string | undefined {
  const { kernel } = seen
  if (!kernel.works) return `this host cannot lead clients through the kernel: ${kernel.because}`
  const route = presentRoute(port, seen)
  if (!route) return 'the kernel does not lead this port yet'
  if (!route.target) return 'the gateway holds or refuses clients just now'
  const isLocal = kernel.rules?.addresses.every((it) => it.startsWith('127.')) && kernel.rules.addresses.length > 0
  return isLocal || kernel.whyNotForwarded === null
    ? undefined
    : `clients of other machines cannot be led through the kernel: ${kernel.whyNotForwarded}`
}
