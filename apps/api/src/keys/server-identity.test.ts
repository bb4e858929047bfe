import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type TLSSocket } from 'node:tls'
import { afterEach, expect, it, vi } from 'vitest'
import { movingClock } from '../../test/harness/moving-clock.ts'
import { openLog } from '../platform/log.ts'
import { makeAuthority, openAuthority } from './certificate-authority.ts'
import { openGivenIdentity, openServerIdentity, type ServerIdentity } from './server-identity.ts'

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
  return { clock, identity, linkIdentity, ...(await serve(identity, authority.root)) }
}

async function serve(identity: ServerIdentity, ca: string) {
  const server = createServer(identity.context(), (_request, response) => response.end('served'))
  server.listen(0, '127.0.0.1')
  identity.serve(server)
  await new Promise((resolve) => server.once('listening', resolve))
  closers.push(identity.close, () => server.close())
  const open = () =>
    new Promise<TLSSocket>((resolve, reject) => {
      const { port } = server.address() as AddressInfo
      const socket = connect({ host: '127.0.0.1', port, servername: 'localhost', ca }, () => resolve(socket))
      closers.push(() => socket.destroy())
      socket.on('error', reject)
    })
  const serial = async () => (await open()).getPeerCertificate().serialNumber
  return { open, serial }
}

/** Two files with a certificate that a stranger's authority signed. */
async function givenFiles() {
  const directory = await mkdtemp(join(tmpdir(), 'hf-given-'))
  closers.push(() => rm(directory, { recursive: true }))
  const files = { certificate: join(directory, 'chain.pem'), key: join(directory, 'key.pem') }
  const authority = openAuthority(await makeAuthority('theirs'))
  const issue = () => authority.linkIdentity(['localhost'])
  const first = await issue()
  await writeFile(files.certificate, first.chain)
  await writeFile(files.key, first.key)
  return { files, issue, root: authority.root }
}

const aGivenIdentity = (files: { certificate: string; key: string }) =>
  openGivenIdentity({ files, log: openLog('silent', 'hf-test') })

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

it('takes a given certificate that was replaced, and cuts nobody who is connected', async () => {
  const { files, issue, root } = await givenFiles()
  const identity = await aGivenIdentity(files)
  const { open, serial } = await serve(identity, root)
  const connected = await open()
  const first = connected.getPeerCertificate().serialNumber
  const { chain, key } = await issue()
  await writeFile(files.certificate, chain)
  await identity.renewWhenDue()
  expect(await serial(), 'its key is still the old one').toBe(first)
  await writeFile(files.key, key)
  await identity.renewWhenDue()
  expect(await serial()).not.toBe(first)
  connected.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n')
  const answer = await new Promise((resolve) => connected.once('data', (bytes) => resolve(String(bytes))))
  expect(answer).toMatch(/^HTTP\/1.1 200.*served/s)
})

it('does not begin with files that are no certificate', async () => {
  const { files } = await givenFiles()
  await writeFile(files.certificate, 'no certificate')
  await expect(aGivenIdentity(files)).rejects.toThrow()
  await expect(aGivenIdentity({ ...files, key: `${files.key}.gone` })).rejects.toThrow(/ENOENT/)
})
