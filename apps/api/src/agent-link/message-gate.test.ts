import { HostId, newId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import { linkProtocol } from '@holdfast/shared/state/link'
import { expect, it } from 'vitest'
import { openMessageGate } from './message-gate.ts'

const hello = (protocol = linkProtocol) => ({
  ...{
    say: 'hello',
    protocol,
    hostId: HostId.parse(newId('ho')),
    agentVersion: '1',
    generation: 0,
    run: 'a-run-of-mine',
  },
})
const beat = { say: 'heartbeat', sentAt: new Date().toISOString() }

const outcome = (read: ReturnType<ReturnType<typeof openMessageGate>['read']>) =>
  read instanceof Problem ? read.code : read.say

it('lets each numbered message through once', () => {
  const gate = openMessageGate()
  const say = (message: object) => outcome(gate.read(JSON.stringify(message), false))
  expect(say({ n: 1, ...hello() })).toBe('hello')
  expect(say({ n: 2, ...beat })).toBe('heartbeat')
  expect(say({ n: 2, ...beat })).toBe('message-replayed')
  expect(say({ n: 1, ...hello() })).toBe('message-replayed')
  expect(say({ n: 9, ...beat })).toBe('heartbeat')
  expect(say(beat)).toBe('message-not-understood')
})

it('asks no number of the protocol before, nor of one that the greeting refuses', () => {
  for (const protocol of [linkProtocol - 1, 99]) {
    const gate = openMessageGate()
    expect(outcome(gate.read(JSON.stringify(hello(protocol)), false))).toBe('hello')
    expect(outcome(gate.read(JSON.stringify(beat), false))).toBe('heartbeat')
  }
})

it('refuses what is no message, and says why', () => {
  const gate = openMessageGate()
  const refusal = (text: string, isBinary = false) => String(gate.read(text, isBinary))
  expect(refusal('{')).toContain('it is not JSON')
  expect(refusal('{}', true)).toContain('it is binary')
  expect(refusal('{"n":1,"say":"promote"}')).toContain('say is not as it must be')
})

it('refuses the flood, and forgives it after its window', () => {
  let now = 0
  const gate = openMessageGate(() => now)
  gate.read(JSON.stringify({ n: 1, ...hello() }), false)
  const codes = Array.from({ length: 2_000 }, (_, at) =>
    outcome(gate.read(JSON.stringify({ n: at + 2, ...beat }), false)),
  )
  expect(codes.slice(-2)).toEqual(['heartbeat', 'too-many-requests'])
  now = 10_000
  expect(outcome(gate.read(JSON.stringify({ n: 5_000, ...beat }), false))).toBe('heartbeat')
})
