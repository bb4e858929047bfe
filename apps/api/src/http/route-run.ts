import type {
  BodyOf,
  ParamsOf,
  QueryOf,
  ReadRoute,
  ReplyOf,
  Route,
  WriteRoute,
} from '@holdfast/shared/contract/define-route'
import type { Problem } from '@holdfast/shared/problems/problem'
import type { Actor, JsonValue } from '../audit/record-audit.ts'
import type { Caller } from '../people/caller.ts'
import type { Database, Tx } from '../platform/database/database.ts'
import type { IfMatch } from './if-match.ts'
import type { RefreshCookie } from './refresh-cookie.ts'

/** A public route has no caller; every other one has. */
type CallerOf<R> = R extends { access: 'public' } ? null : Caller
type IfMatchOf<R> = R extends { ifMatch: true } ? IfMatch : undefined

export interface Asked<R extends Route> {
  readonly params: ParamsOf<R>
  readonly query: QueryOf<R>
  readonly body: BodyOf<R>
  readonly caller: CallerOf<R>
  readonly ifMatch: IfMatchOf<R>
  /** Address and programme of whoever asks; for sessions. */
  readonly from: { readonly address: string; readonly userAgent: string | null }
  readonly cookie: RefreshCookie
}

export type ReadContext<R extends Route> = Asked<R> & { readonly database: Database }

export type WriteContext<R extends Route, Prepared = undefined> = Asked<R> & {
  readonly tx: Tx
  /** What `prepare` made, outside the transaction. */
  readonly prepared: Prepared
  /** Fills in the audit event. `by` where the caller does not say it: sign-up and sign-in. */
  readonly audit: (subject: string | null, facts?: Record<string, JsonValue>, by?: AuditBy) => void
}

export interface AuditBy {
  readonly actor?: Actor
  readonly organizationId?: string | undefined
}

/** A problem that is returned, not thrown, is answered after the transaction has been committed. */
type Outcome<R extends Route> = Promise<ReplyOf<R> | Problem>

export type ReadRun<R extends Route> = (context: ReadContext<R>) => Promise<ReplyOf<R>>
export type WriteRun<R extends Route> = (context: WriteContext<R>) => Outcome<R>
export type Run<R extends Route> = R extends ReadRoute ? ReadRun<R> : R extends WriteRoute ? WriteRun<R> : never

/** Work before the transaction: what is slow (hashing) or must count even when the change is refused (attempts). */
export interface PreparedRun<R extends WriteRoute, P> {
  prepare(asked: Asked<R> & { readonly database: Database }): Promise<P>
  run(context: WriteContext<R, P>): Outcome<R>
}
