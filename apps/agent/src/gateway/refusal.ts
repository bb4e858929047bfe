import type { Socket } from 'node:net'

/** Why a client does not come in: 28000 not allowed, 53300 too many, 57P03 cannot connect now, 08P01 not the protocol. */
export type Refusal = {
  sqlstate: '28000' | '53300' | '57P03' | '08P01'
  because: string
  /** What a client that began with TLS is told; `access-denied` when absent. */
  alert?: keyof typeof alerts
}

/** Numbers of fatal TLS alerts: all that can be said to a client that began with TLS. */
const alerts = { 'access-denied': 49, 'unrecognized-name': 112 } as const
const lingerMs = 1_000

const tlsAlert = ({ alert = 'access-denied' }: Refusal): Buffer =>
  Buffer.from([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, alerts[alert]])

/** PostgreSQL's ErrorResponse, version 3: severity (localized and not), SQLSTATE, message. */
export function errorResponse({ sqlstate, because }: Refusal): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${sqlstate}\0M${because.replaceAll('\0', '')}\0\0`)
  const head = Buffer.alloc(5)
  head.write('E')
  head.writeUInt32BE(fields.length + 4, 1)
  return Buffer.concat([head, fields])
}

/** Says why and closes. What the client still sends is read and dropped, since unread bytes would turn the close into a reset that eats the words. */
export function sayRefusal(client: Socket, refusal: Refusal, began: 'packet' | 'tls'): void {
  client.resume()
  client.end(began === 'tls' ? tlsAlert(refusal) : errorResponse(refusal))
  const timer = setTimeout(() => client.destroy(), lingerMs)
  client.once('end', () => client.destroySoon())
  client.once('close', () => clearTimeout(timer))
}
