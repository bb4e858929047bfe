import { describe, expect, it } from 'vitest'
import {
  checkRules,
  type KernelRoute,
  type KernelRules,
  noTraces,
  stampOf,
  tracesAfter,
  writeScript,
} from './kernel-rules.ts'

const around = { table: 'path', bridgePrefix: 'hf12345', forwards: true }
const route: KernelRoute = {
  port: 20_000,
  target: { host: '10.0.0.2', port: 5432 },
  bridge: 'hf12345abcdefgh',
  allowedNetworks: ['10.0.0.0/8', '::/0'],
  connectionLimit: 20,
}
const rules: KernelRules = { addresses: [], routes: [route] }
const write = (wanted: KernelRules, before?: KernelRules) =>
  writeScript(wanted, around, {
    ...(before ? tracesAfter(before, noTraces) : noTraces),
    counters: before ? [...before.routes.map(({ port }) => `port_${port}`), stampOf(before, around)] : [],
  }).split('\n')
const chain = tracesAfter(rules, noTraces).chains.get(20_000)

describe('the script for nft', () => {
  it('leads a port to its target for whom the list allows, up to the ceiling, and counts', () => {
    const script = write(rules)
    expect(script.filter((line) => line.startsWith(`add rule ip path ${chain} `))).toEqual([
      `add rule ip path ${chain} ip saddr . tcp dport != @allowed return`,
      `add rule ip path ${chain} ct count over 20 return`,
      `add rule ip path ${chain} meta l4proto tcp counter name port_20000 dnat to 10.0.0.2:5432`,
    ])
    expect(script).toContain(`add rule ip path lead tcp dport 20000 jump ${chain}`)
    expect(script).toContain('add element ip path allowed { 10.0.0.0-10.255.255.255 . 20000 }')
    expect(script).toContain('add element ip path targets { 20000 . 10.0.0.2 . 5432 }')
  })

  it('leaves the chain alone that counts open connections when only the allow-list changes', () => {
    const script = write({ ...rules, routes: [{ ...route, allowedNetworks: ['0.0.0.0/0'] }] }, rules)
    expect(
      script.filter((line) => /^(?:add|flush|delete) \w+ ip path /.test(line) && line.split(' ')[4] === chain),
    ).toEqual([])
    expect(script).toContain('add element ip path allowed { 0.0.0.0-255.255.255.255 . 20000 }')
    expect(script).toContain(`delete counter ip path ${stampOf(rules, around)}`)
  })

  it('leads nobody new while there is no target, and lets who is connected go on', () => {
    const script = write({ ...rules, routes: [{ ...route, target: null }] }, rules)
    expect(script.filter((line) => line.startsWith('add rule ip path lead'))).toEqual([])
    expect(script).toContain('add element ip path targets { 20000 . 10.0.0.2 . 5432 }')
    expect(script.filter((line) => line.startsWith('delete chain'))).toEqual([])
  })

  it('lets nobody go on to a former target', () => {
    const script = write({ ...rules, routes: [{ ...route, target: { host: '10.0.0.3', port: 5432 } }] }, rules)
    expect(script).toContain('add element ip path targets { 20000 . 10.0.0.3 . 5432 }')
    expect(script).toContain(`delete chain ip path ${chain}`)
  })

  it('leaves nothing of a port that is gone', () => {
    const script = write({ ...rules, routes: [] }, rules)
    expect(script.filter((line) => line.startsWith('add element'))).toEqual([])
    expect(script).toContain(`delete chain ip path ${chain}`)
    expect(script).toContain('delete counter ip path port_20000')
  })

  it('judges only packets for the host’s own addresses, and those of tenants’ containers never', () => {
    const onTwo = write({ ...rules, addresses: ['127.0.0.1', '192.0.2.1'] })
    const arriving = (script: string[]) => script.filter((line) => line.startsWith('add rule ip path arriving '))
    expect(arriving(write(rules))).toEqual([
      'add rule ip path arriving iifname "hf*" return',
      'add rule ip path arriving fib daddr type local jump lead',
    ])
    expect(arriving(onTwo)[1]).toBe('add rule ip path arriving ip daddr { 127.0.0.1, 192.0.2.1 } jump lead')
    expect(
      arriving(writeScript(rules, { ...around, forwards: false }, { ...noTraces, counters: [] }).split('\n')),
    ).toEqual([])
  })
})

it.each<[string, KernelRules]>([
  ['a target that is no address', { ...rules, routes: [{ ...route, target: { host: '10.0.0.2; flush', port: 1 } }] }],
  ['a port beyond the last', { ...rules, routes: [{ ...route, port: 65_536 }] }],
  ['a ceiling of nobody', { ...rules, routes: [{ ...route, connectionLimit: 0 }] }],
  ['an address that is none', { ...rules, addresses: ['::1'] }],
])('refuses %s', (_what, wrong) => expect(() => checkRules(wrong)).toThrow())
