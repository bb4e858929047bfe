import { isIPv4 } from 'node:net'
import type { FastifyRequest } from 'fastify'
import { demandPermission } from '../people/caller.ts'
import type { Metrics } from '../platform/metrics.ts'
import { plainRoutes } from './plain-routes.ts'
import type { Readiness } from './readiness.ts'
import type { ServerDesk } from './server-desk.ts'

export interface Vitals {
  /** Hosts whose agents this replica hears. */
  readonly connectedHosts: () => number
  readonly readiness: () => Promise<Readiness>
  /** PEM of the platform CA. */
  readonly caCertificate: () => Promise<string>
  readonly metrics: Metrics
}

/** What operators and monitors ask. */
export function mountHealth(server: ServerDesk, vitals: Vitals): void {
  const { fastify } = server
  fastify.get(plainRoutes.health.path, (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ status: 'ok', hosts: { connected: vitals.connectedHosts() } }),
  )
  fastify.get(plainRoutes.readiness.path, async (_request, reply) => {
    const parts = await vitals.readiness()
    const isReady = parts.because.length === 0
    return reply
      .code(isReady ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status: isReady ? 'ready' : 'not ready', ...parts })
  })
  fastify.get(plainRoutes.ca.path, async (_request, reply) =>
    reply.type('application/x-pem-file').send(await vitals.caCertificate()),
  )
  fastify.get(plainRoutes.metrics.path, async (request, reply) => {
    if (!isLocal(request) || request.headers.authorization !== undefined)
      demandPermission(await server.authenticate(request), 'platform:operate')
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(await vitals.metrics.text())
  })
}

/** A proxy on this machine speaks for others: whoever it names must be local too, and one that is not believed stands for a stranger. */
function isLocal(request: FastifyRequest): boolean {
  const isSpokenFor = request.headers['x-forwarded-for'] !== undefined && (request.ips?.length ?? 1) === 1
  return isLoopback(request.ip) && !isSpokenFor
}

function isLoopback(address: string): boolean {
  const plain = address.startsWith('::ffff:') ? address.slice(7) : address
  return plain === '::1' || (isIPv4(plain) && plain.startsWith('127.'))
}
