import type { Route, WriteRoute } from '@holdfast/shared/contract/define-route'
import { Problem } from '@holdfast/shared/problems/problem'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Caller } from '../people/caller.ts'
import { authorize } from './authorize.ts'
import { parseInput } from './field-errors.ts'
import { etagOf, readIfMatch } from './if-match.ts'
import { answerProblem } from './problem-responses.ts'
import { clearRefreshCookie, keepRefreshCookie, type RefreshCookie } from './refresh-cookie.ts'
import { replyText } from './reply-text.ts'
import type { Asked, PreparedRun, ReadRun, Run, WriteContext, WriteRun } from './route-run.ts'
import { demandSameSite } from './same-site.ts'
import type { ServerDesk } from './server-desk.ts'
import { type Answered, changeInOneTransaction } from './write-route.ts'

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | null
  }
}

/**
 * Puts a route of the contract on the server: who speaks, may they, is the input right; then `run`. A write route runs inside ONE
 * transaction in which its audit event is inserted too, so a change without its audit event cannot be committed.
 */
export function mount<const R extends Route>(server: ServerDesk, route: R, run: Run<R>): void {
  put(server, route, (asked, change) =>
    route.method === 'GET'
      ? read(server, route, () => (run as ReadRun<Route>)({ ...asked, database: server.database }))
      : changeInOneTransaction(server, { ...change, route, asked, run: run as WriteRun<WriteRoute> }),
  )
}

/** `mount` for a write route with something to do before its transaction. */
export function mountPrepared<const R extends WriteRoute, P>(
  server: ServerDesk,
  route: R,
  { prepare, run }: PreparedRun<R, P>,
): void {
  put(server, route, async (asked, change) => {
    const prepared = await prepare({ ...(asked as Asked<R>), database: server.database })
    const withPrepared: WriteRun<WriteRoute> = (context) =>
      run({ ...context, prepared } as unknown as WriteContext<R, P>)
    return changeInOneTransaction(server, { ...change, route, asked, run: withPrepared })
  })
}

/** `etag` is there where the reply was still at hand as what it shows, not only as text. */
type Sent = Answered & { readonly etag?: string | undefined }
type Answering = (asked: Asked<WriteRoute>, change: { request: FastifyRequest }) => Promise<Sent>

function put(server: ServerDesk, route: Route, answering: Answering): void {
  server.fastify.route({
    method: route.method,
    url: route.path,
    async onRequest(request) {
      if (route.access === 'public') {
        if (route.method !== 'GET') demandSameSite(request, server.publicUrl)
        return
      }
      if (request.headers.cookie !== undefined) demandSameSite(request, server.publicUrl)
      request.caller = await server.authenticate(request)
      authorize(request.caller, route.access)
    },
    async handler(request, reply) {
      const asked = { ...readInput(route, request), cookie: cookieOf(server, request, reply) }
      return send(reply, await answering(asked as Asked<WriteRoute>, { request }))
    },
  })
}

async function read(server: ServerDesk, route: Route, run: () => Promise<unknown>): Promise<Sent> {
  const shown = await run()
  return { status: route.status ?? 200, body: replyText(server, route, shown), etag: etagOf(shown) }
}

/** Input as the contract's schemas give it. A path that names nothing possible is `not-found`. */
function readInput(route: Route, request: FastifyRequest): Omit<Asked<Route>, 'cookie'> {
  const { params, query, body } = route
  const { caller, ip: address } = request
  return {
    params: params ? readParams(params, request.params) : {},
    query: query ? parseInput(query, request.query, ['query']) : {},
    body: (body ? parseInput(body, request.body) : undefined) as undefined,
    caller: caller as Caller,
    ifMatch: (route.ifMatch ? readIfMatch(request.headers['if-match']) : undefined) as undefined,
    from: { address, userAgent: request.headers['user-agent']?.slice(0, 300) ?? null },
  }
}

function readParams(schema: NonNullable<Route['params']>, given: unknown): Record<string, unknown> {
  try {
    return parseInput(schema, given)
  } catch (error) {
    const [subject] = Object.values(given as Record<string, string>)
    if (error instanceof Problem) throw new Problem('not-found', { subject: String(subject).slice(0, 80) })
    throw error
  }
}

function send(reply: FastifyReply, answered: Sent): FastifyReply {
  if ('problem' in answered) return answerProblem(reply, answered.problem)
  const { status, body } = answered
  reply.code(body === '' ? 204 : status).header('cache-control', 'no-store')
  if (body === '') return reply.send()
  const etag = 'etag' in answered ? answered.etag : etagOf(JSON.parse(body))
  if (etag) reply.header('etag', etag)
  return reply.type('application/json; charset=utf-8').send(body)
}

function cookieOf(server: ServerDesk, request: FastifyRequest, reply: FastifyReply): RefreshCookie {
  return {
    token: request.cookies.holdfast_refresh,
    keep: (token) => keepRefreshCookie(reply, token, server.publicUrl),
    clear: () => clearRefreshCookie(reply, server.publicUrl),
  }
}
