const codes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EPIPE',
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
  '53300',
  '57P01',
  '57P02',
  '57P03',
])
const kinds = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections'])
const words = /connection terminated|timeout exceeded when trying to connect|server closed the connection/i

/** True when the error, or one that caused it, says that PostgreSQL cannot be reached just now. */
export function isDatabaseUnreachable(error: unknown): boolean {
  let at: unknown = error
  for (let depth = 0; depth < 6 && typeof at === 'object' && at !== null; depth++) {
    const { code, kind, originalCode, message, cause, meta } = at as Record<string, unknown>
    if ([code, originalCode].some((it) => typeof it === 'string' && (codes.has(it) || it.startsWith('08')))) return true
    if (typeof kind === 'string' && kinds.has(kind)) return true
    if (typeof message === 'string' && words.test(message)) return true
    at = cause ?? (meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError
  }
  return false
}
