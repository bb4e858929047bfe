import { headersOfRoutes } from './headers-of-routes.ts'
import { quoted } from './shell-words.ts'

/** A request as the form would send it now. */
export interface ShownRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path below the origin with its parameters filled in, query included. */
  readonly path: string
  readonly body?: unknown
  /** The revision for If-Match, where the route needs one and the form knows it. */
  readonly version?: number
}

const secret = /password|passphrase|secret|token$|privateKey|setupCode/i

/** Fields that hold secrets are named, never shown: lines end in histories of shells. */
const withoutSecrets = (name: string, value: unknown): unknown =>
  secret.test(name) && typeof value === 'string' ? `YOUR-${name.toUpperCase()}` : value

/** Whether a filled path is one of a route: `/v1/databases/orders` of `/v1/databases/:database`. */
function isOf(path: string, pattern: string): boolean {
  const [parts, wanted] = [path.split('/'), pattern.split('/')]
  return parts.length === wanted.length && wanted.every((part, index) => part.startsWith(':') || part === parts[index])
}

function neededHeaders({ method, path, version }: ShownRequest): string[] {
  const [place = ''] = path.split('?')
  const route = Object.entries(headersOfRoutes).find(([key]) => {
    const [verb = '', pattern = ''] = key.split(' ')
    return verb === method && isOf(place, pattern)
  })
  const needed: readonly string[] = route?.[1] ?? []
  return [
    ...(needed.includes('idempotency-key') ? ['-H "Idempotency-Key: $(uuidgen)"'] : []),
    ...(needed.includes('if-match')
      ? [`-H ${quoted(`If-Match: ${version === undefined ? '*' : `"${version}"`}`)}`]
      : []),
  ]
}

/** The request as a line for `curl`; where to and who are taken from the environment. */
export function curlLine(request: ShownRequest): string {
  const { method, path, body } = request
  const json =
    body === undefined
      ? []
      : ["-H 'Content-Type: application/json'", `-d ${quoted(JSON.stringify(body, withoutSecrets))}`]
  return [
    `curl --fail-with-body -X ${method} "$HOLDFAST_URL"${quoted(path)}`,
    '-H "Authorization: Bearer $HOLDFAST_TOKEN"',
    ...neededHeaders(request),
    ...json,
  ].join(' \\\n  ')
}
