import { problemOf, unreachable } from './problem.ts'

export interface RawRequest {
  readonly method: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly signal?: AbortSignal | undefined
}

/** One request to the own origin; a JSON reply, undefined for 204. Throws an ApiProblem, or the abort it was told. */
export async function send({ method, url, headers = {}, body, signal }: RawRequest): Promise<unknown> {
  const init: RequestInit = { method, headers: { accept: 'application/json', ...headers }, credentials: 'same-origin' }
  if (signal) init.signal = signal
  if (body !== undefined) {
    init.headers = { ...init.headers, 'content-type': 'application/json' }
    init.body = JSON.stringify(body)
  }
  const response = await fetch(url, init).catch((error: unknown) => {
    throw signal?.aborted ? error : unreachable()
  })
  if (!response.ok) throw await problemOf(response)
  return response.status === 204 ? undefined : ((await response.json()) as unknown)
}
