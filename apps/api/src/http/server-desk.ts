import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Caller } from '../people/caller.ts'
import type { Database } from '../platform/database/database.ts'
import type { Log } from '../platform/log.ts'
import type { ReplySealer } from './idempotency.ts'

/** What every mounted route needs; made once by `server.ts`. */
export interface ServerDesk {
  readonly fastify: FastifyInstance
  readonly database: Database
  readonly log: Log
  /** Who speaks. Throws `not-signed-in`, or `not-found` for a foreign organization. */
  readonly authenticate: (request: FastifyRequest) => Promise<Caller>
  /** Notes an answer that Fastify does not see: a stream's beginning. */
  readonly answered: (request: FastifyRequest, answer: { status: number; seconds: number }) => void
  /** First answers are kept sealed, since a reply may hold a password. */
  readonly sealer: ReplySealer
  /** The console's own address, as people type it. */
  readonly publicUrl: URL
  /** True in tests: a reply that breaks the contract is an error instead of a line in the log. */
  readonly strictReplies: boolean
}
