import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { newId } from '@holdfast/shared/ids'
import { expect, it, onTestFinished } from 'vitest'
import { type LogLevel, makeLog } from '../log.ts'
import { connectTo } from './connection.ts'

const document = {
  ...{ type: 'about:blank', title: 'Certificate revoked', status: 403, code: 'certificate-revoked' },
  ...{ detail: 'this host was removed', remedy: 'Join it anew.', retry: 'never', facts: {} },
}

interface Line {
  readonly level: LogLevel
  readonly event: string
  readonly [fact: string]: unknown
}

/** The first line of this event that an agent logs who calls somebody that answers so. */
async function toldBy(event: string, answer: string): Promise<Line> {
  const server = createServer().on('upgrade', (_request, socket) => {
    // Who is not read to the end is cut off.
    socket.on('error', () => undefined)
    socket.write('HTTP/1.1 403 Forbidden\r\ncontent-type: application/problem+json\r\nconnection: close\r\n\r\n')
    socket.end(answer)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const { promise, resolve } = Promise.withResolvers<Line>()
  const connection = connectTo({
    address: `ws://127.0.0.1:${port}`,
    identity: () => ({ hostId: newId('ho'), privateKey: '', certificate: '', ca: '', releaseKey: '', links: [] }),
    agentVersion: '1',
    run: 'one',
    generation: () => 0,
    onOpen: () => undefined,
    onMessage: () => undefined,
    onClose: () => undefined,
    log: makeLog('debug', (text) => {
      const line: Line = JSON.parse(text)
      if (line.event === event) resolve(line)
    }),
  })
  onTestFinished(() => connection.close())
  return promise
}

it('an agent that the api refuses logs the reason and what to do about it', async () => {
  const { level, code, because, remedy } = await toldBy('the api refused this agent', JSON.stringify(document))
  expect({ level, code, because, remedy }).toEqual({
    ...{ level: 'warn', code: 'certificate-revoked' },
    ...{ because: 'this host was removed', remedy: 'Join it anew.' },
  })
})

it('an agent reads no endless refusal, and calls again', async () => {
  const endless = 'x'.repeat(1024 * 1024)
  expect(await toldBy('the api refused this agent', endless)).toMatchObject({ because: 'it answered with 403' })
  expect(await toldBy('the link is down', endless)).toMatchObject({ code: 1006 })
})
