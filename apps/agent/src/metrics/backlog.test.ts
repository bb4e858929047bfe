import { describe, expect, it } from 'vitest'
import { type Block, makeBacklog } from './backlog.ts'

const block = (atMs: number, size = 10): Block => ({ atMs, figures: 3, bytes: new Uint8Array(size) })

describe('figures that cannot be delivered', () => {
  it('are kept for ten minutes, then the oldest go and are counted', () => {
    const backlog = makeBacklog({ oldestMs: 600_000, mostBytes: 1_000 })
    for (let at = 0; at <= 620_000; at += 10_000) backlog.push(block(at))
    expect(backlog.oldest()?.atMs).toBe(20_000)
    expect(backlog.dropped()).toBe(6)
  })

  it('never take more than their room, not even a single block', () => {
    const backlog = makeBacklog({ oldestMs: 600_000, mostBytes: 25 })
    for (const at of [1, 2, 3]) backlog.push(block(at))
    expect(backlog.oldest()?.atMs).toBe(2)
    backlog.push(block(4, 26))
    expect([backlog.oldest(), backlog.dropped()]).toEqual([undefined, 12])
  })

  it('go in the order of their making, and one that is gone is gone once', () => {
    const backlog = makeBacklog({ oldestMs: 600_000, mostBytes: 100 })
    const [first, second] = [block(1), block(2)]
    backlog.push(first)
    backlog.push(second)
    backlog.remove(first)
    backlog.remove(first)
    expect([backlog.oldest(), backlog.dropped()]).toEqual([second, 0])
  })
})
