import type { Socket } from 'node:net'
import { Server as TlsServer } from 'node:tls'
import cookie from '@fastify/cookie'
import { Problem } from '@holdfast/shared/problems/problem'
import fastifyFactory, { type FastifyInstance } from 'fastify'
import type { ServerIdentity } from '../keys/server-identity.ts'
import type { Identities } from '../people/identities.ts'
import type { SessionKeys } from '../people/session-keys.ts'
import type { Database } from '../platform/database/database.ts'
import type { Log } from '../platform/log.ts'
import { type Authentication, openAuthentication } from './authenticate.ts'
import { isConsolePage, mountConsole, sendConsole } from './console.ts'
import { mountDocs } from './docs.ts'
import { mountEventStream } from './event-stream.ts'
import { mountHealth, type Vitals } from './health.ts'
import type { ReplySealer } from './idempotency.ts'
import { readJsonBodies } from './json-body.ts'
import { mountProblemPages } from './problem-pages.ts'
import { answerProblem, bodyLimitBytes, problemOf } from './problem-responses.ts'
import { setSecurityHeaders } from './security-headers.ts'
import type { ServerDesk } from './server-desk.ts'

export interface AnsweredRequest {
  readonly method: string
  /** As the route is written: `/v1/databases/:database`. */
  readonly route: string
  readonly status: number
}

export interface ServerOptions {
  readonly log: Log
  readonly database: Database
  readonly identities: Identities
  readonly sessionKeys: SessionKeys
  readonly sealer: ReplySealer
  readonly vitals: Vitals
  readonly version: string
  /** Plain HTTP without. */
  readonly identity: ServerIdentity | undefined
  readonly publicUrl: URL
  /** Addresses and blocks whose X-Forwarded-For and -Proto are believed; what others send is ignored. */
  readonly trustedProxies: readonly string[]
  readonly consoleDirectory: string | undefined
  readonly strictReplies: boolean
  /** Puts the routes of the contract on the server. */
  readonly mountRoutes: (server: ServerDesk, authentication: Authentication) => void
  /** Called once for each answered request; tests collect the routes they reached. */
  readonly onAnswered?: ((answered: AnsweredRequest) => void) | undefined
}

/** The public HTTP server: REST API, events, documents and console. `listen` is left to the caller. */
export async function openServer(options: ServerOptions): Promise<FastifyInstance> {
  const { log, database } = options
  const fastify: FastifyInstance = fastifyFactory({
    ...tlsOptions(options),
    logger: false,
    trustProxy: options.trustedProxies.length > 0 ? [...options.trustedProxies] : false,
    bodyLimit: bodyLimitBytes,
    requestTimeout: 30_000,
    keepAliveTimeout: 65_000,
    forceCloseConnections: 'idle',
    genReqId: () => crypto.randomUUID(),
    routerOptions: { ignoreTrailingSlash: false, maxParamLength: 300 },
    frameworkErrors: (error, request, reply) => answerProblem(reply, problemOf(error, request, log)),
  })
  if (fastify.server instanceof TlsServer) options.identity?.serve(fastify.server)
  fastify.decorateRequest('caller', null)
  readJsonBodies(fastify)
  const answered = describeRequests(fastify, options)
  endConnectionsWhenLeaving(fastify)
  answerErrors(fastify, log)
  setSecurityHeaders(fastify)
  await fastify.register(cookie)
  const authentication = await openAuthentication(fastify, options.sessionKeys, options.identities)
  const { sealer, publicUrl, strictReplies } = options
  const desk: ServerDesk = {
    fastify,
    database,
    log,
    authenticate: authentication.authenticate,
    answered,
    sealer,
    publicUrl,
    strictReplies,
  }
  options.mountRoutes(desk, authentication)
  const streams = mountEventStream(desk, options.identities)
  fastify.addHook('preClose', async () => streams.close())
  mountHealth(desk, options.vitals)
  mountProblemPages(fastify)
  await mountDocs(fastify, options.version)
  await mountConsole(fastify, options.consoleDirectory)
  return fastify
}

/** Strangers who open a connection and say nothing are let go. */
const handshakeMs = 10_000

/** The types of HTTP and HTTPS servers differ, what is done with them here does not. */
const tlsOptions = ({ identity }: ServerOptions): object =>
  identity ? { https: { ...identity.context(), handshakeTimeout: handshakeMs } } : {}

/**
 * Answers given while the process leaves end their connections: a kept one would hold it until the client lets go. So would one
 * on which nothing was asked yet, as browsers open them in advance: Node counts it as busy until a timeout of a minute.
 */
function endConnectionsWhenLeaving(fastify: FastifyInstance): void {
  const silent = new Set<Socket>()
  let isLeaving = false
  const arrives = fastify.server instanceof TlsServer ? 'secureConnection' : 'connection'
  fastify.server.on(arrives, (socket: Socket) => {
    if (isLeaving) socket.destroy()
    else silent.add(socket.once('close', () => silent.delete(socket)))
  })
  fastify.server.on('request', ({ socket }) => silent.delete(socket))
  fastify.addHook('preClose', async () => {
    isLeaving = true
    for (const socket of silent) socket.destroy()
  })
  fastify.addHook('onSend', async (_request, reply) => {
    if (isLeaving) reply.header('connection', 'close')
  })
}

/** One line in the log and one measurement a request; every answer names its request. */
function describeRequests(
  fastify: FastifyInstance,
  { log, vitals, onAnswered }: ServerOptions,
): ServerDesk['answered'] {
  const answered: ServerDesk['answered'] = (request, { status, seconds }) => {
    const told = { method: request.method, route: request.routeOptions.url ?? 'none', status }
    vitals.metrics.observeRequest(told, seconds)
    onAnswered?.(told)
    const { id: requestId, caller } = request
    log.info({ requestId, ...told, ms: Math.round(seconds * 1000), caller: caller?.id }, 'answered')
  }
  fastify.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
  fastify.addHook('onResponse', async (request, reply) =>
    answered(request, { status: reply.statusCode, seconds: reply.elapsedTime / 1000 }),
  )
  return answered
}

function answerErrors(fastify: FastifyInstance, log: Log): void {
  const methodsOf = watchRoutes(fastify)
  fastify.setErrorHandler((error, request, reply) => answerProblem(reply, problemOf(error, request, log)))
  fastify.setNotFoundHandler((request, reply) => {
    if (isConsolePage(request) && reply.sendFile !== undefined) return sendConsole(reply)
    const path = request.url.split('?')[0] ?? ''
    const subject = path.slice(0, 100)
    const allowed = methodsOf(path)
    if (allowed.length === 0 || allowed.includes(request.method))
      return answerProblem(reply, new Problem('not-found', { subject }))
    reply.header('allow', [...new Set(allowed)].join(', '))
    return answerProblem(reply, new Problem('method-not-allowed', { method: request.method, path: subject }))
  })
}

/** Which methods a path has, as the routes were put on the server; the console's catch-all is no answer. */
function watchRoutes(fastify: FastifyInstance): (path: string) => string[] {
  const known: { method: string; pattern: RegExp }[] = []
  fastify.addHook('onRoute', ({ method, url }) => {
    if (url.includes('*')) return
    const pattern = new RegExp(`^${url.replaceAll('.', '\\.').replaceAll(/:[^/]+/g, '[^/]+')}$`)
    for (const one of [method].flat()) if (one !== 'HEAD') known.push({ method: one, pattern })
  })
  return (path) => known.flatMap(({ method, pattern }) => (pattern.test(path) ? [method] : []))
}
