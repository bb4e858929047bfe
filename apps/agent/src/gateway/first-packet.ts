/** What a client says first, before anything is encrypted or known about it. */
export type FirstPacket =
  | { kind: 'incomplete' }
  | { kind: 'ssl-request' | 'gss-request' | 'cancel-request' | 'startup' | 'direct-tls' }
  | { kind: 'malformed'; because: string }

const sslRequest = 80877103
const gssRequest = 80877104
const cancelRequest = 80877102
const tlsHandshake = 0x16
/** PostgreSQL's own ceiling for a start-up packet. */
const longestStartup = 10_000
/** A cancel key grew from 4 to at most 256 bytes with protocol 3.2. */
const longestCancel = 12 + 256
const longestHello = 10 * 1024

const malformed = (because: string): FirstPacket => ({ kind: 'malformed', because })

/** Judges the bytes received so far; never asks for more than 10 KiB. */
export function readFirstPacket(bytes: Buffer): FirstPacket {
  if (bytes.length === 0) return { kind: 'incomplete' }
  if (bytes[0] === tlsHandshake) return readHello(bytes)
  if (bytes[0] !== 0) return malformed("the first packet is not in PostgreSQL's protocol")
  if (bytes.length < 4) return { kind: 'incomplete' }
  const length = bytes.readUInt32BE(0)
  if (length < 8 || length > longestStartup) return malformed(`the first packet claims ${length} bytes`)
  if (bytes.length < 8) return { kind: 'incomplete' }
  return readCode(bytes, length)
}

function readCode(bytes: Buffer, length: number): FirstPacket {
  const code = bytes.readUInt32BE(4)
  if (code === sslRequest)
    return length === 8 ? { kind: 'ssl-request' } : malformed('the SSLRequest has a wrong length')
  if (code === gssRequest) {
    // Bytes behind it were sent before the answer: somebody in the middle may have put them there.
    return length === 8 && bytes.length === 8 ? { kind: 'gss-request' } : malformed('the GSSENCRequest is not alone')
  }
  if (code === cancelRequest) {
    if (length < 16 || length > longestCancel) return malformed('the cancel request has a wrong length')
    return bytes.length < length ? { kind: 'incomplete' } : { kind: 'cancel-request' }
  }
  if (code >>> 16 !== 3) return malformed(`protocol ${code >>> 16}.${code & 0xffff} is not supported`)
  return bytes.length < length ? { kind: 'incomplete' } : { kind: 'startup' }
}

function readHello(bytes: Buffer): FirstPacket {
  if (bytes.length < 5) return { kind: 'incomplete' }
  const length = bytes.readUInt16BE(3)
  if (bytes[1] !== 3 || length === 0 || length > longestHello) return malformed('the TLS greeting is malformed')
  return bytes.length < 5 + length ? { kind: 'incomplete' } : { kind: 'direct-tls' }
}
