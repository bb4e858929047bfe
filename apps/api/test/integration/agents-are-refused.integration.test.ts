import { newId } from '@holdfast/shared/ids'
import { linkMessageLimit } from '@holdfast/shared/state/link'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { openRefusals } from '../../src/agent-link/refusals.ts'
import { openAlerts } from '../../src/alerts/alerts.ts'
import { listHostAccounts } from '../../src/hosts/host-store.ts'
import { hostView } from '../../src/hosts/host-view.ts'
import { createJoinToken, hashOfToken } from '../../src/hosts/join-tokens.ts'
import { revokeHost } from '../../src/hosts/revoke-host.ts'
import { makeAuthority, openAuthority } from '../../src/keys/certificate-authority.ts'
import { openMailDoor } from '../../src/mail/mail-door.ts'
import { openLog } from '../../src/platform/log.ts'
import { openAlertLook } from '../../src/watchers/alerts.ts'
import { askDoor } from '../harness/ask-door.ts'
import { eventually } from '../harness/containers.ts'
import { type House, openHouse } from '../harness/house.ts'
import {
  aRequest,
  connectPeer,
  type Identity,
  joinBody,
  joinHost,
  type LinkPeer,
  postJoin,
} from '../harness/link-peer.ts'
import { useStores } from '../harness/stores.ts'

const stores = useStores()
let house: House
let beside: House
const peers: LinkPeer[] = []

beforeAll(async () => {
  const store = await stores.freshDatabase()
  house = await openHouse({ database: store.database })
  beside = await openHouse({ database: store.open(), beside: house })
})
afterAll(async () => {
  for (const peer of peers) peer.close()
  await beside?.close()
  await house?.close()
})

async function aPeer(identity: Identity, at: House = house): Promise<LinkPeer> {
  const peer = await connectPeer(at, identity)
  peers.push(peer)
  return peer
}

/** A peer that was given its page: it speaks for its host. */
async function seated(identity: Identity, at: House = house): Promise<LinkPeer> {
  const peer = await aPeer(identity, at)
  await peer.desired(() => true)
  return peer
}

const copyOf = (identity: Identity): Identity => ({ ...identity, run: 'another-run-of-it' })

const audited = (subject: string) =>
  house.database.read.auditEvent.findMany({ where: { subject }, orderBy: { id: 'asc' } })

/** Waits for the first event about this subject, and gives every one. */
const auditOf = (subject: string) =>
  eventually(async () => {
    const events = await audited(subject)
    expect(events).not.toEqual([])
    return events
  })

const refusal = (peer: LinkPeer) => peer.hear((it) => (it.say === 'refused' && it.requestId === null ? it : undefined))

/** What the door answers to a call with this certificate. */
const knock = (identity: { key: string; certificate: string } | undefined) =>
  new Promise<{ status: number | undefined; body: unknown }>((resolve, reject) => {
    const proof = identity ? { key: identity.key, cert: identity.certificate } : {}
    const url = `wss://127.0.0.1:${house.link?.port}/agent/link`
    const socket = new WebSocket(url, { ca: house.authority.root, ...proof })
    socket.on('unexpected-response', (_, response) => {
      let text = ''
      response.on('data', (part) => {
        text += part
      })
      response.on('end', () => resolve({ status: response.statusCode, body: JSON.parse(text) }))
    })
    socket.on('open', () => reject(new Error('it was let in')))
    socket.on('error', reject)
  })

describe('a second agent with the identity of a host', () => {
  it('is refused while the first one lives, which notices nothing; people are told where it is', async () => {
    const identity = await joinHost(house, 'cloned')
    const { hostId } = identity
    const first = await seated(identity)
    const copy = await aPeer(copyOf(identity))
    copy.report({ addresses: ['10.6.6.6'] })
    expect(await refusal(copy)).toMatchObject({
      problem: { code: 'agent-already-connected', facts: { firstAddress: '127.0.0.1' } },
    })
    expect(await copy.closed).toBe('agent-already-connected')
    expect(copy.messages.map(({ say }) => say)).toEqual(['refused'])
    expect(await first.ask({ say: 'get-secret', secret: { secretId: newId('se'), version: 1 } })).toBeDefined()
    expect(await house.database.read.hostObservation.findUnique({ where: { hostId } })).toBeNull()

    expect(await auditOf(hostId)).toMatchObject([
      { action: 'host.agent-refused', address: '127.0.0.1', facts: { reason: 'agent-already-connected', times: 1 } },
    ])
    const [account] = await listHostAccounts(house.database.read, [hostId])
    const view = account && hostView(account, house.presence)
    expect(view?.conditions).toMatchObject([{ code: 'agent-refused', because: expect.stringContaining('127.0.0.1') }])
  })

  it('is refused again and again, and the trail is told once', async () => {
    const identity = await joinHost(house, 'hammered')
    await seated(identity)
    for (let n = 0; n < 3; n++) await (await aPeer(copyOf(identity))).closed
    await eventually(async () => {
      const [row] = await house.database.read.agentRefusal.findMany({ where: { subject: identity.hostId } })
      expect(row?.times).toBe(3)
    })
    expect(await audited(identity.hostId)).toHaveLength(1)
  })

  it('opens a critical alert, which ends when nobody was refused for a while', async () => {
    const { database, presence } = house
    const log = openLog('silent', 'hf-test')
    const identity = await joinHost(house, 'alarmed')
    await seated(identity)
    await (await aPeer(copyOf(identity))).closed
    await auditOf(identity.hostId)
    let ahead = 0
    const clock = { now: () => new Date(Date.now() + ahead) }
    const mail = openMailDoor({ secrets: house.parts.secrets, clock, isOpen: false })
    const alerts = openAlerts({ clock, mail, publicUrl: new URL('http://console.example') })
    const look = openAlertLook({
      metrics: { health: () => null },
      database,
      presence,
      alerts,
      clock,
      log,
      patienceMs: 0,
    })
    const alert = () =>
      database.read.alert.findFirstOrThrow({ where: { kind: 'agent-refused', subject: identity.hostId } })
    await look()
    expect(await alert()).toMatchObject({ severity: 'critical', closedAt: null })
    ahead = 601_000
    await look()
    expect(await alert()).toMatchObject({ closedBecause: 'nobody was refused for ten minutes' })
  })

  it('takes the seat when the first one is silent, and gets what it said meanwhile heard', async () => {
    const identity = await joinHost(house, 'power-cut')
    const first = await seated(identity)
    first.fallSilent()
    const restarted = await aPeer(copyOf(identity))
    restarted.report({ addresses: ['10.0.0.7'] })
    await restarted.desired(() => true)
    expect(await first.closed).toBe('')
    const page = () => house.database.read.hostObservation.findUniqueOrThrow({ where: { hostId: identity.hostId } })
    await eventually(async () => expect((await page()).page).toMatchObject({ addresses: ['10.0.0.7'] }))
  })

  it('is sent away at another replica too, where the first one is not connected', async () => {
    const identity = await joinHost(house, 'two-doors')
    await seated(identity)
    const copy = await seated(copyOf(identity), beside)
    expect(await copy.closed).toBe('agent-already-connected')
    const back = await seated(identity, beside)
    expect(await back.desired(() => true)).toBeDefined()
  })
})

describe('a certificate', () => {
  it('that is missing, forged, of another intermediate or replaced is refused with its reason, and audited', async () => {
    const identity = await joinHost(house, 'genuine')
    const { hostId } = identity
    const { csr, key } = await aRequest()
    const forged = await openAuthority(await makeAuthority('test')).signHost(csr, hostId)
    const server = await house.authority.signInstance(csr, { commonName: hostId, names: ['localhost'] })
    const other = await house.authority.signHost(csr, hostId)
    const refused = { status: 403, body: { code: 'certificate-refused' } }
    expect(await knock(undefined)).toMatchObject({ ...refused, body: { detail: expect.stringContaining('no cert') } })
    expect(await knock({ key, certificate: forged.chain })).toMatchObject(refused)
    expect(await knock({ key, certificate: server })).toMatchObject(refused)
    expect(await knock({ key, certificate: other.chain })).toMatchObject({ body: { code: 'certificate-revoked' } })
    expect(await auditOf('strangers')).toMatchObject([
      { action: 'host.agent-refused', facts: { reason: 'certificate-refused' } },
    ])
    expect(await auditOf(hostId)).toMatchObject([{ facts: { reason: 'certificate-revoked' } }])
  })

  it('of a removed host is worth nothing: its agent is sent away at once, everywhere, and not let in again', async () => {
    const identity = await joinHost(house, 'removed')
    const agents = [await seated(identity), await seated(identity, beside)]
    await house.database.transaction((tx) => revokeHost(tx, identity.hostId, new Date()))
    for (const agent of agents) {
      expect(await refusal(agent)).toMatchObject({ problem: { code: 'certificate-revoked' } })
      expect(await agent.closed).toBe('certificate-revoked')
    }
    expect(await knock(identity)).toMatchObject({ status: 403, body: { code: 'certificate-revoked' } })
    expect(await auditOf(identity.hostId)).toMatchObject([{ facts: { reason: 'certificate-revoked' } }])
  })
})

describe('a message', () => {
  it('that was said before ends the connection, with its reason', async () => {
    const peer = await seated(await joinHost(house, 'echo'))
    peer.sayRaw(JSON.stringify({ n: 1, say: 'heartbeat', sentAt: new Date().toISOString() }))
    expect(await refusal(peer)).toMatchObject({ problem: { code: 'message-replayed' } })
    expect(await peer.closed).toBe('message-replayed')
    expect(await auditOf(peer.identity.hostId)).toMatchObject([{ facts: { reason: 'message-replayed' } }])
  })

  it('that is larger than any may be is not read, and ends the connection', async () => {
    const peer = await seated(await joinHost(house, 'loud'))
    peer.sayRaw(JSON.stringify({ n: 1_000_000, say: 'observed', page: 'x'.repeat(linkMessageLimit) }))
    await peer.closed
    expect(await auditOf(peer.identity.hostId)).toMatchObject([{ facts: { reason: 'message-too-large' } }])
  })

  it('of no protocol is refused in words and the connection stays', async () => {
    const peer = await seated(await joinHost(house, 'mumbling'))
    peer.sayRaw(JSON.stringify({ n: 1_000_000, say: 'promote', instanceId: newId('in') }))
    expect(await refusal(peer)).toMatchObject({ problem: { code: 'message-not-understood' } })
    peer.report({})
    const where = { hostId: peer.identity.hostId }
    await eventually(() => house.database.read.hostObservation.findUniqueOrThrow({ where }))
    expect(await auditOf(where.hostId)).toMatchObject([{ facts: { reason: 'message-not-understood' } }])
  })

  it('in an old protocol is refused with what to upgrade, audited and shown at the host', async () => {
    const identity = await joinHost(house, 'ancient')
    const old = await aPeer({ ...identity, protocol: 0 })
    expect(await refusal(old)).toMatchObject({
      problem: { code: 'protocol-not-supported', remedy: expect.stringContaining('Upgrade the agent') },
    })
    expect(await old.closed).toBe('protocol-not-supported')
    expect(await auditOf(identity.hostId)).toMatchObject([{ facts: { reason: 'protocol-not-supported' } }])
  })
})

it('a host that says it would not start an unsigned release is heard by the trail, once', async () => {
  const peer = await seated(await joinHost(house, 'careful'))
  const condition = {
    code: 'release-not-signed',
    subject: newId('in'),
    because: 'signed, but not by the release key',
  } as const
  peer.report({ conditions: [condition] })
  expect(await auditOf(peer.identity.hostId)).toMatchObject([
    { action: 'host.release-refused', facts: { because: expect.stringContaining(condition.because) } },
  ])
  const [account] = await listHostAccounts(house.database.read, [peer.identity.hostId])
  expect(account?.refused).toBeNull()
  peer.report({ conditions: [condition], addresses: ['10.0.0.8'] })
  peer.report({ conditions: [], addresses: ['10.0.0.9'] })
  await eventually(async () => {
    const seen = await house.database.read.hostObservation.findUniqueOrThrow({
      where: { hostId: peer.identity.hostId },
    })
    expect(seen.page).toMatchObject({ addresses: ['10.0.0.9'] })
  })
  expect(await audited(peer.identity.hostId)).toHaveLength(1)
})

it('a refusal that cannot be kept keeps no other from being kept, and nothing is counted twice', async () => {
  const refusals = openRefusals(house.linkParts)
  const { hostId } = await joinHost(house, 'counted')
  const tell = (code: 'message-replayed' | 'message-too-large', address: string) =>
    refusals.tell({ subject: hostId, address, problem: { code, message: 'said \0 before' } })
  const times = async () =>
    (await house.database.read.agentRefusal.findMany({ where: { subject: hostId } })).map((it) => [it.code, it.times])
  tell('message-replayed', 'no address\0')
  tell('message-too-large', '10.0.0.1')
  await expect(refusals.flush()).rejects.toThrow()
  expect(await times()).toEqual([['message-too-large', 1]])
  tell('message-replayed', '10.0.0.1')
  await refusals.flush()
  expect(new Map((await times()) as [string, number][])).toEqual(
    new Map([
      ['message-too-large', 1],
      ['message-replayed', 2],
    ]),
  )
  await refusals.close()
})

it('join tokens that have ended, were used or never were are audited, each token by itself', async () => {
  const join = async (token: string) => (await postJoin(house, joinBody(token, (await aRequest()).csr))).body
  const aToken = (now: Date) => house.database.transaction((tx) => createJoinToken(tx, { labels: {}, now }))
  const { token: ended } = await aToken(new Date(Date.now() - 3_601_000))
  const { token: used } = await aToken(new Date())
  await join(used)
  for (const token of [ended, used, used, 'hfj_unknown'])
    expect(await join(token)).toMatchObject({ code: 'join-token-refused' })
  await eventually(async () => {
    const events = await house.database.read.auditEvent.findMany({ where: { action: 'host.join-refused' } })
    expect(events.map(({ facts }) => (facts as { because: string }).because).toSorted()).toEqual([
      'The token has been used.',
      'The token has expired.',
      'The token is not known.',
    ])
    const [twice] = await house.database.read.agentRefusal.findMany({ where: { because: 'The token has been used.' } })
    expect(twice?.times).toBe(2)
  })
})

it('whoever asks for an image without a good token or certificate is audited', async () => {
  const { token } = await house.database.transaction((tx) =>
    createJoinToken(tx, { labels: {}, now: new Date(Date.now() - 3_601_000) }),
  )
  const asked = await askDoor(house, { path: '/agent/image', headers: { authorization: `Bearer ${token}` } })
  expect(asked.status).toBe(403)
  const [event] = await auditOf(`join-token ${hashOfToken(token).slice(0, 12)}`)
  expect(event).toMatchObject({ action: 'host.join-refused', facts: { because: 'The token has expired.' } })
})
