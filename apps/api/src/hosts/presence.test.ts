import type { HostId } from '@holdfast/shared/ids'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { openPresence } from './presence.ts'

const hostId: HostId = 'ho_00000000000000000001'

function aPresence() {
  let now = 0
  const presence = openPresence({ clock: { now: () => new Date(now) }, silentAfterMs: 5_000, awaitedForMs: 15_000 })
  onTestFinished(() => presence.close())
  const told: string[] = []
  presence.onChange((id, { state }) => told.push(`${id === hostId} ${state}`))
  const pass = (ms: number) => {
    now += ms
    presence.judge()
  }
  return { presence, told, pass }
}

describe('a host', () => {
  it('is awaited after the start of the api, then silent', () => {
    const { presence, pass } = aPresence()
    expect(presence.of(hostId)).toEqual({ state: 'awaited', lastHeardAt: null })
    pass(15_000)
    expect(presence.of(hostId)).toEqual({ state: 'silent', lastHeardAt: null })
  })

  it('that never comes back after a start of the api is told of, when it is expected', () => {
    const { presence, told, pass } = aPresence()
    presence.expect(hostId)
    pass(14_999)
    expect(told).toEqual([])
    pass(1)
    pass(1)
    expect(told).toEqual(['true silent'])
  })

  it('is silent after five seconds without a word, and tells of it once', () => {
    const { presence, told, pass } = aPresence()
    presence.heard(hostId)
    pass(4_999)
    expect(presence.of(hostId).state).toBe('connected')
    expect(presence.connected()).toBe(1)
    pass(1)
    pass(10_000)
    expect(presence.of(hostId)).toEqual({ state: 'silent', lastHeardAt: new Date(0) })
    expect(presence.connected()).toBe(0)
    presence.heard(hostId)
    expect(told).toEqual(['true connected', 'true silent', 'true connected'])
  })

  it('is not silent because the control plane itself stood still', () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    let now = 0
    const presence = openPresence({ clock: { now: () => new Date(now) }, silentAfterMs: 3_000, elapsedMs: () => now })
    onTestFinished(() => presence.close())
    const pass = (ms: number) => {
      now += ms
      vi.advanceTimersByTime(250)
    }
    presence.heard(hostId)
    pass(20_000)
    expect(presence.of(hostId).state).toBe('connected')
    for (let tick = 0; tick < 11; tick++) pass(250)
    expect(presence.of(hostId).state).toBe('connected')
    pass(250)
    expect(presence.of(hostId).state).toBe('silent')
    pass(20_000)
    expect(presence.of(hostId).state).toBe('silent')
  })

  it('whose clock differs is known by the quickest of its newest words', () => {
    const { presence, pass } = aPresence()
    expect(presence.clockAheadMs(hostId)).toBe(null)
    presence.heard(hostId)
    expect(presence.clockAheadMs(hostId)).toBe(null)
    for (const delay of [40, 2_000, 5]) presence.heard(hostId, new Date(7_000 - delay))
    expect(presence.clockAheadMs(hostId)).toBe(6_995)
    for (let word = 0; word < 20; word++) presence.heard(hostId, new Date(-3_000))
    expect(presence.clockAheadMs(hostId)).toBe(-3_000)
    pass(5_000)
    expect(presence.clockAheadMs(hostId)).toBe(null)
  })
})
