import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:tls'
import { afterEach, expect, it, vi } from 'vitest'
import { movingClock } from '../../test/harness/moving-clock.ts'
import { openLog } from '../platform/log.ts'
import { makeAuthority, openAuthority } from './certificate-authority.ts'
import { openServerIdentity } from './server-identity.ts'

const closers: (() => unknown)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

const days = (count: number) => count * 86_400

async function aServer() {
  const authority = openAuthority(await makeAuthority('test'))
  const clock = movingClock()
  const linkIdentity = vi.fn(authority.linkIdentity)
  const identity = await openServerIdentity({
    authority: { linkIdentity },
    names: ['localhost'],
    clock,
    log: openLog('silent', 'hf-test'),
  })
  const server = createServer(identity.context()).listen(0, '127.0.0.1')
  identity.serve(server)
  await new Promise((resolve) => server.once('listening', resolve))
  closers.push(identity.close, () => server.close())
  const serial = () =>
    new Promise<string>((resolve, reject) => {
      const { port } = server.address() as AddressInfo
      const socket = connect({ host: '127.0.0.1', port, servername: 'localhost', ca: authority.root }, () => {
        resolve(socket.getPeerCertificate().serialNumber)
        socket.destroy()
      })
      socket.on('error', reject)
    })
  return { clock, identity, serial, linkIdentity }
}

it('gives a running server a new certificate at two thirds of the life of the old one', async () => {
  const { clock, identity, serial } = await aServer()
  const first = await serial()
  clock.advance(days(59))
  await identity.renewWhenDue()
  expect(await serial()).toBe(first)
  clock.advance(days(2))
  await identity.renewWhenDue()
  expect(await serial()).not.toBe(first)
})

it('keeps the certificate it has when a new one cannot be made, and tries again', async () => {
  const { clock, identity, serial, linkIdentity } = await aServer()
  const first = await serial()
  clock.advance(days(61))
  linkIdentity.mockRejectedValueOnce(new Error('no entropy'))
  await identity.renewWhenDue()
  expect(await serial()).toBe(first)
  await identity.renewWhenDue()
  expect(await serial()).not.toBe(first)
})
