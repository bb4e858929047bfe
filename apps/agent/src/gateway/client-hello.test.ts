import { createServer } from 'node:net'
import { connect } from 'node:tls'
import { beforeAll, describe, expect, it } from 'vitest'
import { readClientHello } from './client-hello.ts'

/** What OpenSSL really says first. */
async function helloOf(servername: string): Promise<Buffer> {
  const server = createServer()
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const said = new Promise<Buffer>((resolve) => {
    server.once('connection', (socket) => {
      socket.on('error', () => undefined)
      socket.once('data', (bytes) => {
        socket.destroy()
        resolve(bytes)
      })
    })
  })
  const client = connect({
    host: '127.0.0.1',
    port,
    ...(servername ? { servername } : {}),
    ALPNProtocols: ['postgresql'],
  })
  client.on('error', () => undefined)
  const bytes = await said
  server.close()
  return bytes
}

/** The same handshake in records of `size` bytes. */
function inRecordsOf(size: number, hello: Buffer): Buffer {
  const message = hello.subarray(5)
  const records: Buffer[] = []
  for (let at = 0; at < message.length; at += size) {
    const part = message.subarray(at, at + size)
    records.push(Buffer.from([22, 3, 1, part.length >> 8, part.length & 255]), part)
  }
  return Buffer.concat(records)
}

describe('the greeting of a TLS client', () => {
  let named: Buffer
  beforeAll(async () => {
    named = await helloOf('Orders.DB.example')
  })

  it('tells the name in lower case', () => {
    expect(readClientHello(named)).toEqual({ kind: 'hello', serverName: 'orders.db.example' })
  })

  it('has no name when the client says none', async () => {
    expect(readClientHello(await helloOf(''))).toEqual({ kind: 'hello', serverName: undefined })
  })

  it('may span records', () => {
    expect(readClientHello(inRecordsOf(7, named))).toEqual({ kind: 'hello', serverName: 'orders.db.example' })
  })

  it('is incomplete wherever it was cut', () => {
    for (const whole of [named, inRecordsOf(50, named)])
      for (let end = 0; end < whole.length; end++)
        expect(readClientHello(whole.subarray(0, end))).toEqual({ kind: 'incomplete' })
  })

  it('never throws, whichever byte is another', () => {
    for (let at = 0; at < named.length; at++)
      for (const value of [0, 1, 127, 255]) {
        const other = Buffer.from(named)
        other[at] = value
        expect(['hello', 'incomplete', 'malformed']).toContain(readClientHello(other).kind)
      }
  })

  it.each([
    ['another record', Buffer.from([23, 3, 3, 0, 1, 0])],
    ['an empty record', Buffer.from([22, 3, 1, 0, 0])],
    ['another message', Buffer.from([22, 3, 1, 0, 4, 2, 0, 0, 0])],
    ['a message longer than any', Buffer.from([22, 3, 1, 0, 4, 1, 1, 0, 0])],
    ['a message that ends inside', Buffer.from([22, 3, 1, 0, 6, 1, 0, 0, 2, 3, 3])],
  ])('is malformed: %s', (_, bytes) => {
    expect(readClientHello(bytes)).toMatchObject({ kind: 'malformed' })
  })

  it('is malformed when the name is none', () => {
    const at = named.indexOf('Orders.DB.example')
    const other = Buffer.from(named)
    other[at] = 0
    expect(readClientHello(other)).toMatchObject({ kind: 'malformed' })
  })
})
