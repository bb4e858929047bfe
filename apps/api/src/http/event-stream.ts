import type { ServerResponse } from 'node:http'
import type { Permission } from '@holdfast/shared/contract/permissions'
import type { StreamEvent } from '@holdfast/shared/contract/platform-routes'
import type { OrganizationId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { eventsAfter, lastSequence } from '../audit/event-feed.ts'
import { installationOrganization } from '../audit/record-audit.ts'
import { type Caller, demandPermission, organizationOf } from '../people/caller.ts'
import type { Identities } from '../people/identities.ts'
import { plainRoutes } from './plain-routes.ts'
import { answerProblem } from './problem-responses.ts'
import type { ServerDesk } from './server-desk.ts'

const heartbeatMs = 10_000
const batch = 200
const mostStreamsOfOne = 12

const Query = z.object({ scope: z.enum(['organization', 'installation']).catch('organization') })
const Resume = z.coerce.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER)

export interface EventStreams {
  close(): void
}

/**
 * `GET /v1/events`: the numbered events of the organization (or, with `scope=installation`, of the installation: hosts), resumed
 * after Last-Event-ID. A client that reads slowly is waited for; nothing is buffered for it beyond one batch.
 */
export function mountEventStream(server: ServerDesk, identities: Identities): EventStreams {
  const open = new Map<string, Set<() => void>>()
  server.fastify.get(plainRoutes.events.path, async (request, reply) => {
    const caller = await server.authenticate(request)
    const organizationId = streamOf(caller, request)
    const newest = await lastSequence(server.database.read, organizationId)
    const own = open.get(caller.id) ?? new Set()
    if (own.size >= mostStreamsOfOne)
      return answerProblem(reply, new Problem('too-many-requests', { retryAfterSeconds: 5 }))
    reply.hijack()
    // Whoever left while the question was asked is not told anything, and nothing is kept for them.
    if (request.raw.socket.destroyed) return reply
    server.answered(request, { status: 200, seconds: reply.elapsedTime / 1000 })
    const end = follow({ server, identities, request, caller, organizationId, newest, response: reply.raw })
    open.set(caller.id, own.add(end))
    reply.raw.on('close', () => {
      end()
      own.delete(end)
      if (own.size === 0) open.delete(caller.id)
    })
    return reply
  })
  return {
    close() {
      for (const ends of open.values()) for (const end of ends) end()
    },
  }
}

/** A view is told to those who may read it by its route. */
const permissionOfTopic: Readonly<Record<StreamEvent['topic'], Permission>> = {
  database: 'database:read',
  operation: 'operation:read',
  host: 'host:read',
  token: 'token:manage',
  organization: 'organization:read',
  member: 'organization:read',
  audit: 'audit:read',
  alert: 'operation:read',
}

function streamOf(caller: Caller, request: FastifyRequest): OrganizationId {
  if (Query.parse(request.query).scope === 'installation') {
    demandPermission(caller, 'host:read')
    return installationOrganization
  }
  demandPermission(caller, 'organization:read')
  return organizationOf(caller)
}

interface Stream {
  readonly server: ServerDesk
  readonly identities: Identities
  readonly request: FastifyRequest
  readonly caller: Caller
  readonly organizationId: OrganizationId
  readonly newest: number
  readonly response: ServerResponse
}

/** Writes events until the client leaves, the proof of who it is ends, or the returned function is called. */
function follow(stream: Stream): () => void {
  const { server, identities, request, caller, organizationId, newest, response } = stream
  const resume = Resume.safeParse(request.headers['last-event-id'] ?? newest)
  const isUnknown = !resume.success || resume.data > newest
  let { permissions } = caller
  const mayRead = (event: StreamEvent) => permissions.has(permissionOfTopic[event.topic])
  const pump = makePump(stream, isUnknown ? newest : resume.data, mayRead)
  let isEnded = false

  const end = () => {
    if (isEnded) return
    isEnded = true
    pump.stop()
    clearInterval(heartbeat)
    unlisten()
    unwatch()
    response.end()
  }
  // Who may no longer read the stream is not told any more, though still known.
  const judge = () =>
    void server
      .authenticate(request)
      .then((now) => {
        permissions = now.permissions
        if (streamOf(now, request) !== organizationId) end()
      })
      .catch(end)
  const heartbeat = setInterval(() => {
    if (!response.writableNeedDrain) response.write(': still here\n\n')
    pump.wake()
    judge()
  }, heartbeatMs)
  const unlisten = server.database.listen('event', (notice) => {
    if (notice.kind === 'resync' || notice.payload === organizationId) pump.wake()
  })
  const unwatch = identities.onRevoked((id) => {
    if (id === undefined || id === caller.id || id === caller.sessionId) judge()
  })

  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    // A stream that has ended must not keep its connection: the process waits for it when it leaves.
    connection: 'close',
    'x-request-id': request.id,
  })
  response.write(isUnknown ? 'event: gap\ndata: {}\n\n' : ': welcome\n\n')
  pump.wake()
  return end
}

interface Pump {
  /** Writes what is new; a call while it works makes it look once more. */
  wake(): void
  stop(): void
}

/** Reads numbered events in batches and writes them one after the other, at the speed of the client. */
function makePump(
  { server, request, organizationId, response }: Stream,
  after: number,
  mayRead: (event: StreamEvent) => boolean,
): Pump {
  let sequence = after
  let isAsked = false
  let isReading = false
  let isStopped = false

  const drain = async () => {
    while (isAsked && !isStopped) {
      isAsked = false
      const events = await eventsAfter(server.database.read, { organizationId, sequence, limit: batch })
      for (const event of events) {
        if (mayRead(event) && !response.write(toText(event))) await drained(response)
        sequence = event.sequence
      }
      if (events.length === batch) isAsked = true
    }
  }
  return {
    async wake() {
      isAsked = true
      if (isReading) return
      isReading = true
      // What could not be read now is read with the next heartbeat.
      await drain().catch((err) => server.log.warn({ err, requestId: request.id }, 'an event stream could not be read'))
      isReading = false
    },
    stop() {
      isStopped = true
    },
  }
}

const toText = (event: StreamEvent): string => `id: ${event.sequence}\ndata: ${JSON.stringify(event)}\n\n`

const drained = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      response.off('drain', done)
      response.off('close', done)
      resolve()
    }
    response.once('drain', done)
    response.once('close', done)
  })
