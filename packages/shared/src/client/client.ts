import type { BodyInputOf, ParamsOf, QueryInputOf, ReplyOf, Route } from '../contract/define-route.ts'
import type { ProblemDocument } from '../problems/problem-document.ts'
import { ApiProblem, networkProblem } from './api-problem.ts'

export interface ClientOptions {
  /** Origin of the API, `http://localhost:7400`. */
  readonly url: string
  /** The access token or API token of the next request; undefined for a public route. */
  readonly token: () => string | undefined | Promise<string | undefined>
  /** Organization a session speaks for; a token belongs to one anyway. */
  readonly organization?: () => string | undefined
  readonly fetch?: typeof fetch
  /** Longest wait for an answer, in milliseconds. */
  readonly timeoutMs?: number
}

type Given<Key extends string, Value> = [Value] extends [undefined]
  ? unknown
  : [keyof Value] extends [never]
    ? unknown
    : Record<never, never> extends Value
      ? { readonly [K in Key]?: Value }
      : { readonly [K in Key]: Value }

/** What a call of this route needs; parts that the route does not have cannot be given. */
export type CallInput<R extends Route> = Given<'params', ParamsOf<R>> &
  Given<'query', QueryInputOf<R>> &
  Given<'body', BodyInputOf<R>> & {
    readonly idempotencyKey?: string
    readonly ifMatch?: string
    readonly signal?: AbortSignal
  }

interface LooseInput {
  readonly params?: Record<string, unknown>
  readonly query?: Record<string, unknown>
  readonly body?: unknown
  readonly idempotencyKey?: string
  readonly ifMatch?: string
  readonly signal?: AbortSignal
}

export type Call = <R extends Route>(route: R, input: CallInput<R>) => Promise<ReplyOf<R>>

const pathOf = (route: Pick<Route, 'path'>, input: LooseInput): string => {
  const path = route.path.replace(/:([A-Za-z]+)/g, (_, name: string) =>
    encodeURIComponent(String(input.params?.[name])),
  )
  const given = Object.entries(input.query ?? {}).filter(([, value]) => value !== undefined)
  const query = new URLSearchParams(Object.fromEntries(given.map(([name, value]) => [name, String(value)])))
  return given.length === 0 ? path : `${path}?${query}`
}

const headersOf = async (options: ClientOptions, route: Route, input: LooseInput): Promise<Record<string, string>> => {
  const token = await options.token()
  const organization = options.organization?.()
  const key = input.idempotencyKey ?? (route.idempotent ? crypto.randomUUID() : undefined)
  return {
    accept: 'application/json',
    ...(token && { authorization: `Bearer ${token}` }),
    ...(organization && { 'holdfast-organization': organization }),
    ...(input.body !== undefined && { 'content-type': 'application/json' }),
    ...(key && { 'idempotency-key': key }),
    ...(input.ifMatch && { 'if-match': input.ifMatch }),
  }
}

const problemOf = async (response: Response): Promise<ApiProblem> => {
  const isProblem = response.headers.get('content-type')?.includes('application/problem+json')
  if (!isProblem) return networkProblem(`it answered ${response.status} without saying why`, response.status)
  return new ApiProblem((await response.json()) as ProblemDocument)
}

/**
 * A function that calls any route of the contract with its exact types. At run time it reads only `method`, `path` and `idempotent`
 * of the route, so a browser may hand in rows of a generated table.
 * Throws `ApiProblem` for every failure, network faults included.
 */
export function createClient(options: ClientOptions): Call {
  const send = options.fetch ?? fetch
  return async (route, given) => {
    const input = given as LooseInput
    const deadline = AbortSignal.timeout(options.timeoutMs ?? 30_000)
    const init: RequestInit = {
      method: route.method,
      headers: await headersOf(options, route, input),
      signal: input.signal ? AbortSignal.any([deadline, input.signal]) : deadline,
      ...(input.body !== undefined && { body: JSON.stringify(input.body) }),
    }
    const response = await send(new URL(pathOf(route, input), options.url), init).catch((error: unknown) => {
      throw networkProblem(
        `${options.url} cannot be reached (${error instanceof Error ? error.message : String(error)})`,
      )
    })
    if (!response.ok) throw await problemOf(response)
    return (response.status === 204 ? undefined : await response.json()) as ReplyOf<typeof route>
  }
}
