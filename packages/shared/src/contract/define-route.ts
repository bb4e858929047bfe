import type { z } from 'zod'
import type { ProblemCode } from '../problems/catalogue.ts'
import type { AuditAction } from './audit-actions.ts'
import type { Permission } from './permissions.ts'

export type Access = Permission | 'public' | 'signed-in'

interface RouteData {
  /** Path with `:name` parameters, below the origin. */
  readonly path: `/${string}`
  readonly summary: string
  readonly tag: string
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  /** Schema of a JSON reply; absent: the route answers 204 without a body. */
  readonly reply?: z.ZodType
  readonly status?: 200 | 201 | 202 | 204
  /** Beyond those that every route can answer (see `everyRouteProblems`). */
  readonly problems?: readonly ProblemCode[]
  readonly access: Access
  /** The request must carry Idempotency-Key; a repeated one gets the first answer. */
  readonly idempotent?: boolean
  /** The request must carry If-Match with the ETag of the last read, or `*`. */
  readonly ifMatch?: boolean
}

export type ReadRoute = RouteData & { readonly method: 'GET' }
/** A route that changes something does not compile without its audit action. */
export type WriteRoute = RouteData & {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly audit: AuditAction
}
export type Route = ReadRoute | WriteRoute

/** Keeps the literal types of a route, so that api, console and CLI see exactly its params, body and reply. */
export const defineRoute = <const R extends Route>(route: R): R => route

export const everyRouteProblems = [
  'invalid-input',
  'malformed-body',
  'wrong-content-type',
  'body-too-large',
  'not-signed-in',
  'permission-missing',
  'too-many-requests',
  'unavailable',
  'unexpected',
] as const satisfies readonly ProblemCode[]

export type ParamsOf<R> = R extends { params: infer S extends z.ZodType } ? z.output<S> : Record<never, never>
export type QueryOf<R> = R extends { query: infer S extends z.ZodType } ? z.output<S> : Record<never, never>
export type BodyOf<R> = R extends { body: infer S extends z.ZodType } ? z.output<S> : undefined
export type ReplyOf<R> = R extends { reply: infer S extends z.ZodType } ? z.input<S> : undefined
/** What a caller sends: defaults may be left out. */
export type BodyInputOf<R> = R extends { body: infer S extends z.ZodType } ? z.input<S> : undefined
export type QueryInputOf<R> = R extends { query: infer S extends z.ZodType } ? z.input<S> : Record<never, never>
