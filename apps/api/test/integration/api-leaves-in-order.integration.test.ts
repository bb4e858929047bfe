import { connect, type Socket } from 'node:net'
import { expect, it } from 'vitest'
import { readEvents } from '../harness/event-reader.ts'
import { useApi } from '../harness/use-api.ts'

const api = useApi()

/** Resolves with all that was heard once `text` is in it, or when the connection ends. */
const heard = (socket: Socket, text: string): Promise<string> =>
  new Promise((resolve) => {
    let all = ''
    socket.on('data', (bytes) => {
      all += bytes
      if (all.includes(text)) resolve(all)
    })
    socket.on('close', () => resolve(all))
  })

it('answers what it has begun, ends its streams and then is gone; the others go on', async () => {
  const ada = await api.signUp()
  const replica = await api.startReplica()
  const reader = await readEvents(`${replica.address}/v1/events`, { authorization: `Bearer ${ada.token}` })
  const { hostname, port } = new URL(replica.address)
  const body = JSON.stringify({ email: ada.email, password: ada.password })
  // As browsers do in advance: nothing is asked on it.
  const silent = connect(Number(port), hostname)
  const isLetGo = new Promise((resolve) => silent.once('close', resolve).once('error', () => undefined))
  const socket = connect(Number(port), hostname)
  const head = [
    'POST /v1/sessions HTTP/1.1',
    'host: localhost',
    'content-type: application/json',
    'expect: 100-continue',
  ]
  socket.write(`${head.join('\r\n')}\r\ncontent-length: ${body.length}\r\n\r\n`)
  expect(await heard(socket, '100 Continue')).toContain('100 Continue')

  const beganAt = Date.now()
  const closed = replica.close()
  socket.write(body)
  expect(await heard(socket, 'accessToken')).toMatch(/HTTP\/1\.1 201 /)
  await closed
  expect(Date.now() - beganAt).toBeLessThan(10_000)
  await isLetGo
  await expect.poll(reader.isEnded).toBe(true)
  await expect(fetch(`${replica.address}/healthz`)).rejects.toThrow()
  expect((await api.ask('GET', '/v1/whoami', { token: ada.token })).status).toBe(200)
})
