import { DatabaseId, HostId, InstanceId, newId } from '@holdfast/shared/ids'
import type { DesiredHost } from '@holdfast/shared/state/desired'
import { type DesiredPeer, peerProtocol } from '@holdfast/shared/state/peers'
import { expect, it } from 'vitest'
import { answerPeer } from './answer-peer.ts'
import { makePeerMind } from './peer-mind.ts'

const hostId = HostId.parse(newId('ho'))
const shared = DatabaseId.parse(newId('db'))
const peer: DesiredPeer = { hostId, addresses: ['10.0.0.2'], port: 7444, serials: ['ab'], databases: [shared] }
const page: DesiredHost = {
  ...{
    hostId: HostId.parse(newId('ho')),
    generation: 1,
    volumes: [],
    instances: [],
    endpoints: [],
    releases: [],
    tasks: [],
  },
  peers: [peer],
}
const book = {
  serve: () => undefined,
  take: () => undefined,
  find: () => undefined,
  of: () => [],
  kept: async () => undefined,
}

const hello = { say: 'hello', protocol: peerProtocol, hostId }
const seen = (databaseId = shared) => ({
  ...{ instanceId: InstanceId.parse(newId('in')), databaseId, role: 'standby', promisedEpoch: 4, health: 'running' },
})
const ping = (n: number, ...evidence: object[]) => ({ say: 'ping', n, evidence })

function conversation() {
  let now = 1_000
  const mind = makePeerMind(book, () => now)
  mind.readPage(page)
  const answer = answerPeer(
    () => mind.find(hostId),
    mind,
    () => now,
  )
  const say = (message: object) => answer(JSON.stringify(message), false)
  return { mind, say, answer, pass: (ms: number) => (now += ms) }
}

it('answers a ping with its number, after a hello of the same protocol and host', () => {
  const { say } = conversation()
  expect(say(ping(1))).toEqual({ refused: 'its first message was no hello' })
  expect(say({ ...hello, protocol: 9 })).toMatchObject({ refused: expect.stringContaining('upgrade the older agent') })
  expect(say({ ...hello, hostId: newId('ho') })).toMatchObject({ refused: expect.stringContaining('its certificate') })
  expect(say(hello)).toEqual({})
  expect(say(ping(1, seen()))).toEqual({ say: { say: 'pong', n: 1, evidence: [] } })
})

it('ends with whoever repeats a ping, speaks of what is not shared, or says what is not on the list', () => {
  const outcomes = [
    ping(1),
    ping(2, seen(DatabaseId.parse(newId('db')))),
    { say: 'promote', epoch: 9 },
    { ...ping(2), order: 'stop' },
  ]
  const reasons = outcomes.map((message) => {
    const { say } = conversation()
    say(hello)
    say(ping(1))
    return say(message)
  })
  expect(reasons).toMatchObject([
    { refused: 'ping 1 came after ping 1' },
    { refused: expect.stringContaining('does not share') },
    { refused: 'its message is not one of the list' },
    { refused: 'its message is not one of the list' },
  ])
})

it('ends with whoever says too much, or is on the page no more', () => {
  const { say, mind, pass } = conversation()
  say(hello)
  const all = Array.from({ length: 200 }, (_, n) => say(ping(n + 1)))
  expect(all.at(-2)).toHaveProperty('say')
  expect(all.at(-1)).toMatchObject({ refused: expect.stringContaining('in ten seconds') })
  pass(10_000)
  expect(say(ping(500))).toHaveProperty('say')
  mind.readPage({ ...page, peers: [] })
  expect(say(ping(501))).toMatchObject({ refused: expect.stringContaining('no peer') })
})

it('counts as heard from when an answered ping was sent, and for two seconds', () => {
  const { mind, pass } = conversation()
  const state = () => mind.observed()[0]?.state
  expect(state()).toBe('silent')
  mind.hear(hostId, [])
  expect(state()).toBe('silent')
  pass(1_500)
  mind.answered(hostId, 1_000, [])
  expect(state()).toBe('heard')
  pass(499)
  expect(state()).toBe('heard')
  pass(1)
  expect(state()).toBe('silent')
  mind.refused(hostId, 'it was revoked')
  expect(mind.observed()).toEqual([{ hostId, state: 'refused', because: 'it was revoked' }])
})
