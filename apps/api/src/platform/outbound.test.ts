import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openOutbound } from './outbound.ts'

/** A real receiver on loopback. */
let asked: { url: string; method: string; host: string; body: string }[] = []
let answer: (response: ServerResponse) => void
let port = 0
const receive = async (request: IncomingMessage, response: ServerResponse) => {
  let body = ''
  for await (const chunk of request) body += chunk
  asked.push({ url: request.url ?? '', method: request.method ?? '', host: request.headers.host ?? '', body })
  answer(response)
}
const receiver = createServer((request, response) => void receive(request, response))

beforeAll(async () => {
  receiver.listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  port = (receiver.address() as AddressInfo).port
})
afterAll(() => {
  receiver.closeAllConnections()
  receiver.close()
})
beforeEach(() => {
  asked = []
  answer = (response) => void response.writeHead(204).end()
})

const message = { headers: { 'content-type': 'application/json' }, body: '{"ä":1}' }
const guarded = openOutbound({ allow: [] })
const allowing = openOutbound({ allow: ['127.0.0.0/8'], timeoutMs: 500 })
const refused = (because: RegExp) =>
  expect.objectContaining({
    code: 'address-refused',
    facts: expect.objectContaining({ because: expect.stringMatching(because) }),
  })

describe('an outbound call', () => {
  it('reaches what an operator has allowed', async () => {
    answer = (response) => void response.writeHead(201).end('taken')
    expect(await allowing.post(`http://127.0.0.1:${port}/x?y=1`, message)).toEqual({ status: 201, text: 'taken' })
    expect(asked).toEqual([{ url: '/x?y=1', method: 'POST', host: `127.0.0.1:${port}`, body: '{"ä":1}' }])
  })

  it.each([
    ['http://127.0.0.1:PORT/', /not an address of the public|belongs to this installation/],
    ['http://localhost:PORT/', /not an address of the public|belongs to this installation/],
    ['http://2130706433:PORT/', /not an address of the public|belongs to this installation/],
    ['http://0x7f.1:PORT/', /not an address of the public|belongs to this installation/],
    ['http://[::ffff:127.0.0.1]:PORT/', /not an address of the public|belongs to this installation/],
    ['http://10.0.0.1/', /not an address of the public/],
    ['http://169.254.169.254/latest/meta', /not an address of the public/],
    ['https://192.168.255.254/', /not an address of the public/],
    ['http://user:word@127.0.0.1:PORT/', /name or password/],
    ['file:///etc/passwd', /not an http/],
    ['nonsense', /not an http/],
    ['https://name.invalid/', /has no address/],
    ['http://1.1.1.1/', /needs https/],
  ])('to %s is refused, before anything is sent', async (url, because) => {
    const place = url.replace('PORT', String(port))
    await expect(guarded.post(place, message)).rejects.toEqual(refused(because))
    await expect(guarded.check(place)).rejects.toEqual(refused(because))
    expect(asked).toEqual([])
  })

  it('to a name is refused when one of its addresses is private', async () => {
    const outbound = openOutbound({ allow: [], resolve: async () => ['93.184.216.34', '127.0.0.1'] })
    await expect(outbound.check('https://inside.example/')).rejects.toEqual(refused(/127\.0\.0\.1/))
    await expect(outbound.post('https://inside.example/', message)).rejects.toEqual(refused(/127\.0\.0\.1/))
  })

  it('calls the address that was judged, even when the name means another one a moment later', async () => {
    let times = 0
    const resolve = async () => (++times === 1 ? ['127.0.0.1'] : ['10.0.0.1'])
    const outbound = openOutbound({ allow: ['127.0.0.1'], resolve })
    await outbound.post(`http://moving.example:${port}/`, message)
    expect([times, asked.map(({ host }) => host)]).toEqual([1, [`moving.example:${port}`]])
    await expect(outbound.post(`http://moving.example:${port}/`, message)).rejects.toEqual(refused(/10\.0\.0\.1/))
  })

  it('to the installation itself is refused, however public its address', async () => {
    const outbound = openOutbound({
      allow: [],
      own: async () => ['93.184.216.34'],
      resolve: async () => ['93.184.216.34'],
    })
    await expect(outbound.check('https://console.example/')).rejects.toEqual(refused(/belongs to this installation/))
  })

  it('follows no redirect', async () => {
    answer = (response) => void response.writeHead(307, { location: `http://127.0.0.1:${port}/elsewhere` }).end()
    expect((await allowing.post(`http://127.0.0.1:${port}/first`, message)).status).toBe(307)
    expect(asked.map(({ url }) => url)).toEqual(['/first'])
  })

  it('gives up on one who does not answer, and reads no more than it needs', async () => {
    answer = () => {}
    await expect(allowing.post(`http://127.0.0.1:${port}/`, message)).rejects.toThrow('did not answer in time')
    answer = (response) => {
      response.writeHead(200).write('x')
    }
    await expect(allowing.post(`http://127.0.0.1:${port}/`, message)).rejects.toThrow('did not answer in time')
    answer = (response) => {
      response.writeHead(200)
      const flood = () => {
        while (response.write('x'.repeat(65_536)));
        response.once('drain', flood)
      }
      flood()
    }
    expect((await allowing.post(`http://127.0.0.1:${port}/`, message)).text.length).toBe(16 * 1024)
  })
})

describe('a connection to what the settings name', () => {
  it('may go to a private address', async () => {
    const socket = await guarded.connect({ host: '127.0.0.1', port })
    expect(socket.remotePort).toBe(port)
    socket.destroy()
  })

  it('says why there is none', async () => {
    await expect(guarded.connect({ host: '127.0.0.1', port: 1 })).rejects.toThrow('ECONNREFUSED')
  })
})
