import { readFile } from 'node:fs/promises'
import { DatabaseId, HostId, InstanceId, newId } from '@holdfast/shared/ids'
import type { DesiredEndpoint, DesiredHost } from '@holdfast/shared/state/desired'
import type { ObservedHost } from '@holdfast/shared/state/observed'
import { type DesiredPeer, peerMessageLimit, peerProtocol, type RouteTicket } from '@holdfast/shared/state/peers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { requestCertificate } from '../../src/link/certificate-request.ts'
import { type AgentWorld, makeAgentWorld } from '../harness/agent-world.ts'
import { changed } from '../harness/desired-page.ts'
import { freePort } from '../harness/gateway-process.ts'
import { makePlatformCa } from '../harness/platform-ca.ts'

/** Two hosts of one installation, each with a real agent, that share one database. */
let first: AgentWorld
let second: AgentWorld
const databaseId = DatabaseId.parse(newId('db'))
const pages = new Map<AgentWorld, DesiredHost>()

beforeAll(async () => {
  first = await makeAgentWorld()
  second = await makeAgentWorld(first)
  for (const world of [first, second]) {
    world.startAgent()
    await world.until('the peer port', (page) => page.peerPort !== undefined)
  }
  for (const world of [first, second]) want(world, { peers: [peerOf(world === first ? second : first)] })
})
afterAll(async () => {
  await first?.remove()
  await second?.remove()
})

function want(world: AgentWorld, change: Partial<DesiredHost>): void {
  const { hostId } = world.peer
  const before = pages.get(world) ?? {
    ...{ hostId, generation: 0, volumes: [], instances: [], releases: [], tasks: [] },
    endpoints: [],
  }
  const page = changed(before, change)
  pages.set(world, page)
  world.peer.want(page)
}

const portOf = (world: AgentWorld): number => world.peer.observed()?.peerPort?.port ?? 0

const peerOf = (world: AgentWorld, change: Partial<DesiredPeer> = {}): DesiredPeer => ({
  hostId: world.peer.hostId,
  addresses: ['127.0.0.1'],
  port: portOf(world),
  serials: world.peer.serials.slice(-2),
  databases: [databaseId],
  ...change,
})

const endpoint = async (): Promise<DesiredEndpoint> => ({
  databaseId,
  primary: null,
  directPort: await freePort(),
  pooledPort: await freePort(),
  readOnlyPort: await freePort(),
  allowedNetworks: [],
  connectionLimit: 10,
})

const route = (change: Partial<RouteTicket> = {}): RouteTicket => ({
  ...{ databaseId, epoch: 3, version: 1, instanceId: InstanceId.parse(newId('in')), dataGen: 0, readers: [] },
  hostId: first.peer.hostId,
  addrs: ['10.0.0.1'],
  issuedAt: new Date().toISOString(),
  ...change,
})

const sees = (other: AgentWorld, state: string) => (page: ObservedHost) =>
  page.peers?.some((it) => it.hostId === other.peer.hostId && it.state === state) === true

/** The addresses of the newest ticket that this agent keeps on disk. */
const ticketOf = async (world: AgentWorld): Promise<RouteTicket | undefined> => {
  const text = await readFile(world.path('agent', 'tickets.json'), 'utf8').catch(() => '[]')
  const [signed] = JSON.parse(text) as { ticket: string }[]
  return signed && (JSON.parse(signed.ticket) as RouteTicket)
}

/** Somebody at the peer port of the first host; resolves with why it was sent away. */
async function knock(identity: { key?: string; cert?: string }, ...say: object[]): Promise<string> {
  const url = `wss://127.0.0.1:${portOf(first)}/peer`
  const socket = new WebSocket(url, { ...identity, rejectUnauthorized: false })
  return new Promise((resolve) => {
    socket.on('unexpected-response', (_, response) => {
      response.setEncoding('utf8').once('data', (text: string) => resolve(text))
      response.once('close', () => socket.terminate())
    })
    socket.on('open', () => {
      for (const message of say) socket.send(JSON.stringify(message))
    })
    socket.on('message', (bytes) => {
      const message = JSON.parse(String(bytes))
      if (message.say === 'refused') resolve(message.because)
    })
    socket.on('error', (error) => resolve(error.message))
    socket.on('close', (code) => resolve(`closed with ${code}`))
  })
}

const identityOf = async (world: AgentWorld) => {
  const { privateKey, certificate } = JSON.parse(await readFile(world.path('agent', 'identity.json'), 'utf8'))
  return { key: privateKey as string, cert: certificate as string }
}

it('each hears the other, and reports it', async () => {
  await first.until('the second is heard', sees(second, 'heard'))
  await second.until('the first is heard', sees(first, 'heard'))
})

it('a ticket that one was given reaches the other by itself, signed as it was, and never an older one', async () => {
  want(second, { endpoints: [await endpoint()] })
  want(first, { endpoints: [await endpoint()], tickets: [first.peer.signTicket(route())] })
  await expect.poll(() => ticketOf(second)).toMatchObject({ epoch: 3, addrs: ['10.0.0.1'] })
  want(first, { tickets: [first.peer.signTicket(route({ epoch: 4, addrs: ['10.0.0.4'] }))] })
  await expect.poll(() => ticketOf(second)).toMatchObject({ epoch: 4 })
  want(second, { tickets: [second.peer.signTicket(route({ epoch: 2, addrs: ['10.0.0.2'] }))] })
  await second.until('the page is read', (page) => page.observedGeneration === pages.get(second)?.generation)
  expect(await ticketOf(second)).toMatchObject({ epoch: 4, addrs: ['10.0.0.4'] })
})

it('strangers, other installations and hosts that the page does not name are sent away with a reason, and counted', async () => {
  const { csr, privateKey: key } = await requestCertificate({ commonName: 'a-test' })
  const unnamed = HostId.parse(newId('ho'))
  const before = first.peer.observed()?.peerPort?.refusedTotal ?? 0
  const foreign = await (await makePlatformCa()).signAgent(csr, { commonName: second.peer.hostId, days: 1 })
  const stranger = await first.peer.ca.signAgent(csr, { commonName: unnamed, days: 1 })
  const instance = await first.peer.ca.sign(csr, { commonName: second.peer.hostId, days: 1 })
  const second2 = await first.peer.ca.signAgent(csr, { commonName: second.peer.hostId, days: 1 })
  const ended = await first.peer.ca.signAgent(csr, { commonName: second.peer.hostId, days: -2 })
  expect(await knock({})).toBe('it showed no certificate')
  expect(await knock({ key, cert: foreign })).toMatch(/not one of an agent of this installation/)
  expect(await knock({ key, cert: instance })).toMatch(/not one of an agent of this installation/)
  expect(await knock({ key, cert: stranger })).toMatch(/is no peer of this host/)
  expect(await knock({ key, cert: second2 })).toMatch(/was revoked or replaced/)
  expect(await knock({ key, cert: ended })).toMatch(/its certificate ended/)
  await first.until('the count', ({ peerPort }) => (peerPort?.refusedTotal ?? 0) >= before + 6, 60_000)
})

it('a peer is heard about what both share and in the words of the list alone; never is anything done that it says', async () => {
  const who = await identityOf(second)
  const hello = { say: 'hello', protocol: peerProtocol, hostId: second.peer.hostId }
  const evidence = {
    instanceId: newId('in'),
    databaseId: newId('db'),
    role: 'primary',
    promisedEpoch: 9,
    health: 'running',
  }
  const forged = { ...first.peer.signTicket(route({ epoch: 9 })), signature: 'AAAA' }
  expect(await knock(who, { say: 'ping', n: 1, evidence: [] })).toBe('its first message was no hello')
  expect(await knock(who, { ...hello, protocol: 0 })).toMatch(/upgrade the older agent/)
  expect(await knock(who, hello, { say: 'promote', databaseId, epoch: 9 })).toBe('its message is not one of the list')
  expect(await knock(who, hello, { say: 'ping', n: 1, evidence: [evidence] })).toMatch(/does not share/)
  expect(await knock(who, hello, { say: 'tickets', tickets: [forged] })).toBe(
    'the ticket is not signed by the control plane',
  )
  expect(await knock(who, hello, { say: 'x'.repeat(peerMessageLimit) })).toMatch(/1009/)
  expect(await ticketOf(first)).toMatchObject({ epoch: 4 })
})

it('a revoked host is heard no more, by its own calls or by ours, and a renewed certificate is heard again', async () => {
  want(first, { peers: [peerOf(second, { serials: ['00'] })] })
  const seen = await first.until('the second is refused', sees(second, 'refused'))
  expect(seen.peers?.[0]?.because).toMatch(/revoked or replaced/)
  await second.until('the first refuses', sees(first, 'refused'))
  const taskId = newId('ta') as DesiredHost['tasks'][number]['taskId']
  want(second, { tasks: [{ taskId, order: { do: 'renew-host-certificate' } }] })
  await second.until('the renewal', (page) => page.tasks.some((it) => it.taskId === taskId && it.state === 'succeeded'))
  want(first, { peers: [peerOf(second)] })
  await first.until('the second is heard', sees(second, 'heard'), 60_000)
  await second.until('the first is heard', sees(first, 'heard'), 60_000)
})

it('an agent that dies is silent within seconds, and heard again when it is back', async () => {
  await second.stopAgent('SIGKILL')
  await first.until('the silence', sees(second, 'silent'))
  second.startAgent({ HOLDFAST_PEER_PORT: String(portOf(second)) })
  await first.until('the second is heard', sees(second, 'heard'), 60_000)
})
