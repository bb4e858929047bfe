import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readFirstPacket } from './first-packet.ts'

const packet = (length: number, code: number, rest: Uint8Array = Buffer.alloc(Math.max(0, length - 8))) => {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(length, 0)
  head.writeUInt32BE(code, 4)
  return Buffer.concat([head, rest])
}
const startup = packet(20, 3 << 16)
const hello = Buffer.concat([Buffer.from([0x16, 3, 1, 0, 4]), Buffer.alloc(4)])

describe('the first packet', () => {
  it.each([
    ['an SSLRequest', packet(8, 80877103), 'ssl-request'],
    ['a GSSENCRequest', packet(8, 80877104), 'gss-request'],
    ['a cancel request', packet(16, 80877102), 'cancel-request'],
    ['a cancel request with a long key', packet(268, 80877102), 'cancel-request'],
    ['a start-up packet', startup, 'startup'],
    ['protocol 3.2', packet(20, (3 << 16) | 2), 'startup'],
    ['a TLS greeting', hello, 'direct-tls'],
    [
      'an SSLRequest with bytes behind it, for PostgreSQL to judge',
      packet(8, 80877103, Buffer.from('x')),
      'ssl-request',
    ],
  ])('knows %s', (_, bytes, kind) => expect(readFirstPacket(bytes)).toEqual({ kind }))

  it.each([
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\n')],
    ['a length of 7', packet(7, 3 << 16, Buffer.alloc(8))],
    ['a length of 10,001', packet(10_001, 3 << 16, Buffer.alloc(0))],
    ['protocol 2', packet(20, 2 << 16)],
    ['a long SSLRequest', packet(9, 80877103)],
    ['bytes behind a GSSENCRequest', packet(8, 80877104, Buffer.from('x'))],
    ['a cancel request without a key', packet(12, 80877102)],
    ['a TLS record of 16 KiB', Buffer.from([0x16, 3, 1, 0x40, 0])],
  ])('refuses %s', (_, bytes) => expect(readFirstPacket(bytes).kind).toBe('malformed'))

  it('waits for the rest, wherever the packet is torn', () => {
    for (const whole of [startup, hello, packet(8, 80877103), packet(16, 80877102)])
      for (let n = 0; n < whole.length; n++)
        expect(readFirstPacket(whole.subarray(0, n))).toEqual({ kind: 'incomplete' })
  })

  it('gives a verdict on any bytes, and on 10,245 of them a final one', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(readFirstPacket(Buffer.from(bytes)).kind).toBeTypeOf('string')
        const filled = Buffer.concat([bytes, Buffer.alloc(10_245)])
        expect(readFirstPacket(filled).kind).not.toBe('incomplete')
      }),
    )
  })
})
