import { X509Certificate } from 'node:crypto'
import { stat, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { publicKeyPin } from '../../src/link/pinned-ca.ts'
import { type AgentWorld, makeAgentWorld } from '../harness/agent-world.ts'

let world: AgentWorld
beforeEach(async () => {
  world = await makeAgentWorld()
})
afterEach(() => world?.remove())

const pinOf = (pem: string): string => publicKeyPin(new X509Certificate(pem))
const hasJoined = () => world.peer.observed() !== undefined

it('joins with a single-use token and the pinned key of the CA alone, and reports its host', async () => {
  world.startAgent({ HOLDFAST_CA_FILE: '', HOLDFAST_JOIN_CA_PIN: pinOf(world.peer.ca.pem) })
  const page = await world.until('it has joined', hasJoined)
  expect(page).toMatchObject({ hostId: world.peer.hostId, observedGeneration: 0, instances: [] })
  expect(page.conditions).toMatchObject([{ code: 'image-missing', because: 'it waits for its first page' }])
  expect(page.capacity.memoryBytes).toBeGreaterThan(1e8)
  expect(page.capacity.storageFreeBytes).toBeGreaterThan(0)
})

it('sends its token to nobody whose CA has another key', async () => {
  world.startAgent({ HOLDFAST_CA_FILE: '', HOLDFAST_JOIN_CA_PIN: 'a'.repeat(64) })
  await expect.poll(() => world.log(), { timeout: 10_000 }).toMatch(/no certificate authority with the pinned key/)
  expect(hasJoined()).toBe(false)
})

it('says why when the token is refused, goes on trying, and joins when a good one is brought', async () => {
  const token = world.path('token')
  await writeFile(token, 'wrong')
  world.startAgent()
  await expect.poll(() => world.log(), { timeout: 10_000 }).toMatch(/has not joined yet.*The token was used/)
  await writeFile(token, world.peer.token)
  await world.until('it has joined', hasJoined)
})

it('is back in a moment when the api was away, with its own certificate and without a token', async () => {
  world.startAgent()
  await world.until('it has joined', hasJoined)
  await world.peer.close()
  await sleep(500)
  await world.peer.listen()
  await expect.poll(() => world.peer.connections(), { timeout: 5_000 }).toBe(1)
  expect((await stat(world.path('agent', 'identity.json'))).mode & 0o777).toBe(0o600)
})

it('beats four times a second', async () => {
  world.startAgent()
  await world.until('it has joined', hasJoined)
  const beats = () => world.peer.heard.filter((it) => it.say === 'heartbeat').length
  const before = beats()
  await sleep(2_000)
  expect(beats() - before).toBeGreaterThanOrEqual(6)
  expect(beats() - before).toBeLessThanOrEqual(9)
})
