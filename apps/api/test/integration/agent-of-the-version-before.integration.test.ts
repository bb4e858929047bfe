import { DesiredHost } from '@holdfast/shared/state/desired'
import { type ApiMessage, linkProtocol } from '@holdfast/shared/state/link'
import { ObservedHost } from '@holdfast/shared/state/observed'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { z } from 'zod'
import type { Caller } from '../../src/people/caller.ts'
import { eventually } from '../harness/containers.ts'
import { type House, openHouse } from '../harness/house.ts'
import { aRequest, connectPeer, type Identity, joinHost } from '../harness/link-peer.ts'
import { obedient } from '../harness/observed-pages.ts'
import { useStores } from '../harness/stores.ts'
import { aWish, ended } from '../harness/wishes.ts'
import agent from '../recorded/agent-of-protocol-1.json' with { type: 'json' }
import schemas from '../recorded/protocol-1.json' with { type: 'json' }

/**
 * The schemas and the words of an agent of protocol 1, as that version itself wrote them down. They are never changed: a change of
 * the pages that they do not agree with would leave every host alone that is not upgraded yet.
 */
type Schema = Parameters<typeof z.fromJSONSchema>[0]
const HeardThen = z.fromJSONSchema(schemas.apiMessage as Schema)
const SaidThen = z.fromJSONSchema(schemas.agentMessage as Schema)

const stores = useStores()
let house: House
let caller: Caller
let identity: Identity
let socket: WebSocket
const heard: ApiMessage[] = []

beforeAll(async () => {
  const { database } = await stores.freshDatabase()
  house = await openHouse({ database, redisUrl: stores.redisUrl })
  caller = await house.anOrganization()
  identity = await joinHost(house, 'not-upgraded-yet')
})
afterAll(async () => {
  socket?.terminate()
  await house?.close()
})

/** Nothing is said that the version before could not have said. */
function say(message: object): void {
  SaidThen.parse(message)
  socket.send(JSON.stringify(message))
}

const observed = (page: object) =>
  say({
    say: 'observed',
    page: { ...agent.lastPage.page, ...page, hostId: identity.hostId, observedAt: new Date().toISOString() },
  })

const hear = <T>(accept: (message: ApiMessage) => T | undefined): Promise<T> =>
  eventually(async () => {
    const found = heard.map(accept).find((it) => it !== undefined)
    if (found === undefined) throw new Error(`nothing was heard; so far: ${JSON.stringify(heard)}`)
    return found
  })

const newestPage = () => heard.flatMap((it) => (it.say === 'desired' ? [it.page] : [])).at(-1)

it('is greeted and given its page, all of whose words it knows', async () => {
  expect(agent.hello.protocol).toBe(linkProtocol - 1)
  socket = new WebSocket(`wss://127.0.0.1:${house.link?.port}/agent/link`, {
    ca: house.authority.root,
    key: identity.key,
    cert: identity.certificate,
  })
  socket.on('message', (bytes) => heard.push(HeardThen.parse(JSON.parse(String(bytes))) as ApiMessage))
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  say({ ...agent.hello, hostId: identity.hostId })
  say({ ...agent.heartbeat, sentAt: new Date().toISOString() })
  await hear((it) => (it.say === 'desired' ? it : undefined))
  await eventually(async () => expect(house.presence.of(identity.hostId).state).toBe('connected'))
})

it('reports as it always did, and a database is made on its host', async () => {
  observed({ ...agent.firstPage.page, capacity: { ...agent.firstPage.page.capacity, cpus: 8 } })
  await eventually(() => house.database.read.hostObservation.findFirstOrThrow())
  const created = await house.database.transaction((tx) => house.databases.create(tx, caller, aWish()))
  await eventually(async () => expect(newestPage()?.instances).toHaveLength(1))
  const page = newestPage()
  const instance = page?.instances[0]
  if (!page || !instance) throw new Error('no page')
  const [seen] = agent.lastPage.page.instances
  const same = obedient(page)
  observed({ ...same, instances: same.instances.map((it) => ({ ...seen, ...it, access: seen?.access ?? null })) })
  expect(await ended(house.database, created.operation.id)).toMatchObject({ state: 'succeeded' })

  say({ say: 'get-secret', requestId: 'a', secret: instance.logins[0]?.verifier })
  expect(await hear((it) => (it.say === 'answer' && it.requestId === 'a' ? it.value : undefined))).toMatch(/^SCRAM/)
})

it('renews its certificate, and keeps its place against a second agent', async () => {
  say({ say: 'sign-host', requestId: 'b', csr: (await aRequest()).csr })
  expect(await hear((it) => (it.say === 'answer' && it.requestId === 'b' ? it.value : undefined))).toMatch(/BEGIN CERT/)
  const beat = setInterval(() => say({ say: 'heartbeat', sentAt: new Date().toISOString() }), 250)
  const copy = await connectPeer(house, identity)
  expect(await copy.closed).toBe('agent-already-connected')
  clearInterval(beat)
  expect(socket.readyState).toBe(WebSocket.OPEN)
})

it('left pages behind that this version reads', () => {
  expect(DesiredHost.safeParse(agent.read).error).toBeUndefined()
  for (const { page } of [agent.firstPage, agent.lastPage]) expect(ObservedHost.safeParse(page).error).toBeUndefined()
})
