import { HostId, newId } from '@holdfast/shared/ids'
import { expect, it } from 'vitest'
import { makeSeats, type Visitor } from './seats.ts'

const limits = { echoMs: 40, silentMs: 400 }
const hostId = HostId.parse(newId('ho'))

function aVisitor(run: string | undefined, isBeating = true) {
  const ended: (string | undefined)[] = []
  const silentSince = performance.now()
  const visitor: Visitor = {
    hostId,
    run,
    address: `address of ${run}`,
    heardAt: () => (isBeating ? performance.now() : silentSince),
    isOpen: () => ended.length === 0,
    end: (problem) => ended.push(problem?.code),
  }
  return { visitor, ended }
}

it('the first agent of a host keeps its seat while it speaks', async () => {
  const seats = makeSeats(limits)
  const [first, second] = [aVisitor('first'), aVisitor('second')]
  expect(await seats.take(first.visitor)).toBeUndefined()
  expect(await seats.take(second.visitor)).toMatchObject({
    code: 'agent-already-connected',
    facts: { address: 'address of second', firstAddress: 'address of first' },
  })
  expect(first.ended).toEqual([])
})

it('the same agent takes its own seat again at once', async () => {
  const seats = makeSeats({ echoMs: 60_000, silentMs: 60_000 })
  const [before, now] = [aVisitor('one'), aVisitor('one')]
  await seats.take(before.visitor)
  expect(await seats.take(now.visitor)).toBeUndefined()
  expect(before.ended).toEqual([undefined])
})

it('an agent that is silent, or whose connection ends, gives way', async () => {
  const seats = makeSeats(limits)
  const silent = aVisitor('silent', false)
  await seats.take(silent.visitor)
  const restarted = aVisitor('restarted')
  expect(await seats.take(restarted.visitor)).toBeUndefined()
  expect(silent.ended).toEqual([undefined])
  restarted.visitor.end()
  expect(await seats.take(aVisitor('again').visitor)).toBeUndefined()
})

it('agents of protocol 1 have no run: only the one that speaks on stays', async () => {
  const seats = makeSeats(limits)
  await seats.take(aVisitor(undefined).visitor)
  expect(await seats.take(aVisitor(undefined).visitor)).toMatchObject({ code: 'agent-already-connected' })
  const silent = makeSeats(limits)
  await silent.take(aVisitor(undefined, false).visitor)
  expect(await silent.take(aVisitor(undefined).visitor)).toBeUndefined()
})

it('a fifth that waits for the same seat is refused without waiting', async () => {
  const seats = makeSeats({ echoMs: 60_000, silentMs: 300 })
  await seats.take(aVisitor('silent', false).visitor)
  const waiting = ['a', 'b', 'c', 'd'].map((run) => seats.take(aVisitor(run, false).visitor))
  expect(await seats.take(aVisitor('e').visitor)).toMatchObject({ code: 'agent-already-connected' })
  await Promise.all(waiting)
})

it('a run that another replica seated is disputed while the first agent lives, and then leaves there', async () => {
  const here = makeSeats(limits)
  const there = makeSeats(limits)
  const [first, copy] = [aVisitor('first'), aVisitor('copy')]
  await here.take(first.visitor)
  await there.take(copy.visitor)
  expect(await here.isDisputed(hostId, 'first')).toBe(false)
  expect(await here.isDisputed(hostId, 'copy')).toBe(true)
  there.dispute(hostId, 'first')
  expect(copy.ended).toEqual([])
  there.dispute(hostId, 'copy')
  expect(copy.ended).toEqual(['agent-already-connected'])
})
