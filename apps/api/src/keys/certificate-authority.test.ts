import 'reflect-metadata'
import { X509Certificate } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { connect, createServer, type TLSSocket } from 'node:tls'
import { Pkcs10CertificateRequestGenerator } from '@peculiar/x509'
import { describe, expect, it } from 'vitest'
import { type Intermediate, makeAuthority, openAuthority } from './certificate-authority.ts'
import { exportKey, keyAsPem, newKeyPair } from './certificates.ts'

const records = await makeAuthority('test')
const authority = openAuthority(records)

async function aRequest(name = 'CN=anything') {
  const keys = await newKeyPair()
  const csr = await Pkcs10CertificateRequestGenerator.create({
    name,
    keys,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
  })
  return { csr: csr.toString('pem'), key: keyAsPem(await exportKey(keys.privateKey)) }
}

const firstOf = (chain: string) => new X509Certificate(chain)

/** Whether a server of this CA accepts the client as one of this intermediate, as the agent link does. */
async function isAccepted(name: Intermediate, client: { key: string; cert: string }): Promise<boolean> {
  const { key, chain } = await authority.linkIdentity(['localhost'])
  const server = createServer({ key, cert: chain, ca: authority.root, requestCert: true, rejectUnauthorized: false })
  const seen = new Promise<TLSSocket>((resolve) => server.once('secureConnection', resolve))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', ca: authority.root, ...client })
  socket.on('error', () => socket.destroy())
  const peer = await seen
  const certificate = peer.getPeerX509Certificate()
  const isIt = peer.authorized && certificate !== undefined && authority.isSignedBy(certificate, name)
  socket.destroy()
  server.close()
  return isIt
}

describe('the certificate authority', () => {
  it('signs an instance under the names that the api decided, whatever the request says', async () => {
    const { csr } = await aRequest('CN=evil.example')
    const leaf = firstOf(
      await authority.signInstance(csr, { commonName: '01abc', names: ['localhost', '127.0.0.1', '::1'] }),
    )
    expect(leaf.subject).toBe('CN=01abc')
    expect(leaf.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1')
    expect(leaf.checkIssued(new X509Certificate(authority.intermediate('servers')))).toBe(true)
    expect((leaf.validToDate.getTime() - Date.now()) / 86_400_000).toBeCloseTo(90, 1)
  })

  it('refuses a request that proves nothing', async () => {
    await expect(authority.signHost('garbage', 'ho_x')).rejects.toMatchObject({ code: 'identity-refused' })
    const { csr } = await aRequest()
    const lines = csr.split('\n')
    lines[2] = (lines[2] ?? '').replace(/[A-Z]/, (letter) => letter.toLowerCase())
    await expect(authority.signHost(lines.join('\n'), 'ho_x')).rejects.toMatchObject({ code: 'identity-refused' })
  })

  it("names the serial of an agent's certificate as TLS shows it", async () => {
    const { csr } = await aRequest()
    const { chain, serial } = await authority.signHost(csr, 'ho_x')
    expect(firstOf(chain).serialNumber.toLowerCase()).toBe(serial)
    expect(firstOf(chain).subject).toBe('CN=ho_x')
  })

  it('accepts a certificate of the agents intermediate as an agent', async () => {
    const { csr, key } = await aRequest()
    const { chain } = await authority.signHost(csr, 'ho_x')
    expect(await isAccepted('agents', { key, cert: chain })).toBe(true)
  })

  it("gives a server's certificate no worth as an agent, nor an agent's as a replication member", async () => {
    const instance = await aRequest()
    const cert = await authority.signInstance(instance.csr, { commonName: 'x', names: ['localhost'] })
    expect(await isAccepted('agents', { key: instance.key, cert })).toBe(false)
    const agent = await aRequest()
    const { chain } = await authority.signHost(agent.csr, 'ho_x')
    expect(await isAccepted('replication', { key: agent.key, cert: chain })).toBe(false)
  })

  it("refuses another installation's agent with the same names", async () => {
    const stranger = openAuthority(await makeAuthority('test'))
    const { csr, key } = await aRequest()
    const { chain } = await stranger.signHost(csr, 'ho_x')
    expect(await isAccepted('agents', { key, cert: chain })).toBe(false)
  })

  it('opens again from what was kept, with the same pin', async () => {
    const again = openAuthority(records)
    expect(again.pin).toBe(authority.pin)
    expect(again.pin).toMatch(/^[0-9a-f]{64}$/)
  })
})
