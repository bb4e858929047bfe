import type { DesiredHost } from '@holdfast/shared/state/desired'
import { describe, expect, it } from 'vitest'
import { aPage, aSettledHost, ids } from '../../test/harness/planned-host.ts'
import type { SeenKernel } from '../host/kernel-path.ts'
import type { Observation } from './observation.ts'
import { plan } from './plan.ts'
import { pathsOf, wantedKernelRules } from './plan-kernel.ts'

const bare: SeenKernel = { works: true, rules: null, whyNotForwarded: null, ports: [] }
const able: Observation = { ...aSettledHost, kernel: bare }
/** A host whose kernel leads as the page of this host wants. */
const led = (page: DesiredHost = aPage, kernel: Partial<SeenKernel> = {}): Observation => ({
  ...able,
  kernel: { ...bare, rules: wantedKernelRules(page, able), ...kernel } as SeenKernel,
})
const steps = (page: DesiredHost, seen: Observation) => plan(page, seen).map((it) => it.do)
const path = (page: DesiredHost, seen: Observation) => pathsOf(ids.databaseId, page, seen)[0]
const withManager = (seen: Observation, health: 'starting' | 'recovering' | null): Observation => ({
  ...seen,
  managers: seen.managers.map((it) => ({ ...it, facts: it.facts && health ? { ...it.facts, health } : null })),
})
const inEveryInstance = (change: Partial<DesiredHost['instances'][number]>): DesiredHost => ({
  ...aPage,
  instances: aPage.instances.map((it) => ({ ...it, ...change })),
})

describe('the kernel', () => {
  it('leads to an instance that serves', () => {
    expect(steps(aPage, able)).toEqual(['lead-through-kernel'])
    const [route] = wantedKernelRules(aPage, able).routes
    expect(route).toMatchObject({ port: 20_000, target: { host: '10.0.0.2', port: 5432 }, connectionLimit: 100 })
    expect(steps(aPage, led())).toEqual([])
    expect(path(aPage, led())).toMatchObject({ port: 20_000, by: 'kernel' })
  })

  it.each(['starting', 'recovering', null] as const)('leads nobody to an instance whose manager says %s', (health) => {
    const seen = withManager(led(), health)
    expect(wantedKernelRules(aPage, seen).routes[0]?.target).toBeNull()
    expect(steps(aPage, seen)).toContain('lead-through-kernel')
  })

  it('is taken off an instance before that is restarted or stopped', () => {
    for (const change of [{ restarts: 1 }, { power: 'stopped' as const }]) {
      const page = inEveryInstance(change)
      const ending = change.restarts ? 'apply-page' : 'stop-container'
      expect(steps(page, led())).toContain('lead-through-kernel')
      expect(steps(page, led())).not.toContain(ending)
      const off = { ...able, kernel: { ...bare, rules: wantedKernelRules(page, able) } }
      expect(steps(page, off)).toContain(ending)
    }
  })

  it('keeps no restart waiting on a host where it cannot lead, nor where its rules are unknown', () => {
    const page = inEveryInstance({ restarts: 1 })
    expect(steps(page, aSettledHost)).toContain('apply-page')
    expect(steps(page, able)).toContain('apply-page')
  })

  it('is asked for nothing on a host of IPv6 alone', () => {
    const seen = { ...able, bindAddresses: ['fd00::1'] }
    expect(wantedKernelRules(aPage, seen).routes).toEqual([])
  })

  it('leads at every address where the gateway listens on all of them', () => {
    for (const bindAddresses of [['0.0.0.0'], ['::']])
      expect(wantedKernelRules(aPage, { ...able, bindAddresses })).toMatchObject({ addresses: [], routes: [{}] })
  })
})

describe('the way that is told', () => {
  it('is the process, with the reason, where the kernel cannot lead', () => {
    expect(path(aPage, aSettledHost)).toEqual({
      port: 20_000,
      by: 'process',
      because: 'this host cannot lead clients through the kernel: nft is not on this host',
    })
  })

  it('is the process where clients of other machines cannot be led, unless there can be none', () => {
    const whyNotForwarded = 'iptables failed (4): no chain by that name'
    const local = led(aPage, { whyNotForwarded })
    expect(path(aPage, local)?.by).toBe('kernel')
    const open = { ...able, bindAddresses: ['0.0.0.0'] }
    const kernel = { ...bare, rules: wantedKernelRules(aPage, open), whyNotForwarded }
    expect(path(aPage, { ...open, kernel })?.because).toContain('no chain by that name')
  })

  it('is behind while the kernel follows an earlier page', () => {
    const page = { ...aPage, endpoints: aPage.endpoints.map((it) => ({ ...it, allowedNetworks: ['10.0.0.0/8'] })) }
    expect(path(page, led())).toMatchObject({ by: 'kernel', isBehind: true })
  })

  it('is behind where rules stand that this agent has not put', () => {
    const kernel = { ...bare, ports: [{ port: 20_000, connections: 1, acceptedTotal: 1 }] }
    expect(path(aPage, { ...able, kernel })).toMatchObject({ by: 'kernel', isBehind: true })
  })

  it('is the process while the gateway holds', () => {
    const holding = withManager(led(), 'recovering')
    const kernel = { ...bare, rules: wantedKernelRules(aPage, holding) }
    expect(path(aPage, { ...holding, kernel })).toMatchObject({ by: 'process' })
  })
})
