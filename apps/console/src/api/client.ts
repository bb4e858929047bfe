import type { Contract } from '@holdfast/shared/contract/contract'
import type { BodyInputOf, ParamsOf, QueryInputOf, ReplyOf } from '@holdfast/shared/contract/define-route'
import { addressOf } from './address-of.ts'
import { paths } from './paths.ts'
import { patiently } from './patiently.ts'
import { ApiProblem } from './problem.ts'
import { send } from './send.ts'
import { accessToken, endSession, regainSession } from './session.ts'

/** `databases.create` and its like: group and name of a route of the contract. */
export type RouteKey = keyof typeof paths
type RouteOf<Key> = Key extends `${infer Group}.${infer Name}`
  ? Group extends keyof Contract
    ? Name extends keyof Contract[Group]
      ? Contract[Group][Name]
      : never
    : never
  : never

type Part<Route, Has, Value> = Route extends Has ? Value : unknown
/** What a call of this route has to carry. `key` is the Idempotency-Key, `version` the revision for If-Match. */
export type RequestOf<Key extends RouteKey, R = RouteOf<Key>> = { organization?: string; signal?: AbortSignal } & Part<
  R,
  { params: unknown },
  { params: { [P in keyof ParamsOf<R>]: string } }
> &
  Part<R, { query: unknown }, { query?: QueryInputOf<R> }> &
  Part<R, { body: unknown }, { body: BodyInputOf<R> }> &
  Part<R, { idempotent: true }, { key: string }> &
  Part<R, { ifMatch: true }, { version: number }>

interface AnyRequest {
  readonly organization?: string
  readonly signal?: AbortSignal
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
  readonly key?: string
  readonly version?: number
}

function headersOf({ organization, key, version }: AnyRequest): Record<string, string> {
  const token = accessToken()
  return {
    ...(token && { authorization: `Bearer ${token}` }),
    ...(organization && { 'holdfast-organization': organization }),
    ...(key && { 'idempotency-key': key }),
    ...(version !== undefined && { 'if-match': `"${version}"` }),
  }
}

/** A lost answer is asked for again where that cannot do the work twice: a request with a key, or one that only tells. */
const mayRepeat = (key: RouteKey, asked: AnyRequest) =>
  asked.key !== undefined || key === 'databases.reveal' || key === 'access.revealRole'

const isSignedOut = (error: unknown) => error instanceof ApiProblem && error.code === 'not-signed-in'

/**
 * Calls a route of the public API. A token that has run out is renewed and the request repeated; when the cookie does not
 * serve either, the person signs in over the page as it stands, or the session ends. Throws an ApiProblem.
 */
export async function call<Key extends RouteKey>(key: Key, request: RequestOf<Key>): Promise<ReplyOf<RouteOf<Key>>> {
  const [method = '', path = ''] = paths[key].split(' ')
  const asked: AnyRequest = request
  const ask = () =>
    send({ method, url: addressOf(path, asked), headers: headersOf(asked), body: asked.body, signal: asked.signal })
  const once = () => patiently(mayRepeat(key, asked) ? 3 : 0, ask)
  try {
    return (await once()) as ReplyOf<RouteOf<Key>>
  } catch (error) {
    // Nobody signs in to sign out.
    if (!isSignedOut(error) || !accessToken() || key === 'people.signOut') throw error
    if (await regainSession()) return (await once()) as ReplyOf<RouteOf<Key>>
    endSession()
    throw error
  }
}
