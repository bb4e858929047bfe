import { readFile, writeFile } from 'node:fs/promises'
import { bridgePrefix, pathTable } from '@holdfast/shared/tenant-bridges'
import { sentence } from '../log.ts'
import { isForwarding, openForwarding } from './forwarding.ts'
import type { HostAccess } from './host-access.ts'
import { type KernelRules, type KernelTraces, noTraces, stampOf, tracesAfter, writeScript } from './kernel-rules.ts'
import { countConnections, readCounters, readTraces } from './kernel-state.ts'
import { runProgram } from './run-program.ts'

export interface KernelPort {
  readonly port: number
  /** Clients that are connected through the kernel. */
  readonly connections: number
  readonly acceptedTotal: number
}

/** What leads past the gateway's process on this host; `works` says whether anything can. */
export type SeenKernel =
  | { readonly works: false; readonly because: string }
  | {
      readonly works: true
      /** The rules that stand; null when none do, when they are not whole, or when an agent before this one has put them. */
      readonly rules: KernelRules | null
      /** Why clients of other machines are not led through the kernel; null when they are. */
      readonly whyNotForwarded: string | null
      readonly ports: readonly KernelPort[]
    }

/** Leads clients to their databases by nftables, in one transaction a change; the rules outlive agent and gateway. */
export interface KernelPath {
  look(): Promise<SeenKernel>
  /** Makes these the rules. Throws a sentence when this host cannot; what stood before stands on. */
  put(rules: KernelRules): Promise<void>
}

/** The counters come from a program, and the host is looked at many times while something changes. */
const countersBelievedMs = 1_000
/** So long a look at what hardly ever changes by itself is believed. */
const believedMs = 5_000
/** What this host could not do is tried again after so long. */
const retryMs = 60_000

export function openKernelPath(installation: string, host: HostAccess): KernelPath {
  const table = pathTable(installation)
  const forwarding = keepForwarding(installation, host)
  let inForce: { readonly stamp: string; readonly rules: KernelRules; readonly traces: KernelTraces } | undefined
  const counted = keepCounters(table)

  async function isWhole({ routes, addresses }: KernelRules): Promise<boolean> {
    if (isForOthers(addresses) && !(await forwarding.stands())) return false
    const bridges = new Set(routes.flatMap(({ target, bridge }) => (target ? [bridge] : [])))
    for (const bridge of bridges) if (!(await takesLoopback(host, bridge))) return false
    return true
  }

  return {
    async look() {
      try {
        const counters = await counted.look()
        const ports = portsOf(counters)
        const open = await countConnections(new Set(ports.keys()))
        const stands = inForce && counters.has(inForce.stamp) && (await isWhole(inForce.rules))
        return {
          works: true,
          rules: stands && inForce ? inForce.rules : null,
          whyNotForwarded: forwarding.whyNot(),
          ports: [...ports].map(([port, acceptedTotal]) => ({ port, connections: open.get(port) ?? 0, acceptedTotal })),
        }
      } catch (error) {
        return { works: false, because: sentence(error) }
      }
    },
    async put(rules) {
      const counters = await readCounters(table)
      const isKnown = inForce && counters?.has(inForce.stamp)
      const before = isKnown && inForce ? inForce.traces : counters ? await readTraces(table) : noTraces
      if (isForOthers(rules.addresses)) await forwarding.open()
      const forwards = isForOthers(rules.addresses) && forwarding.whyNot() === null
      const around = { table, bridgePrefix: bridgePrefix(installation), forwards }
      counted.forget()
      const script = writeScript(rules, around, { ...before, counters: [...(counters?.keys() ?? [])] })
      try {
        for (const { target, bridge } of rules.routes) if (target) await letLoopbackIn(host, bridge)
        await runProgram('nft', ['-f', '-'], { input: script })
      } catch (error) {
        // What stands now is what stood before, but nobody waits any more for it to change.
        inForce = undefined
        throw error
      } finally {
        counted.forget()
      }
      inForce = { stamp: stampOf(rules, around), rules, traces: tracesAfter(rules, before) }
    },
  }
}

function keepCounters(table: string) {
  let changes = 0
  let kept: { readonly at: number; readonly counters: ReadonlyMap<string, number> } | undefined
  return {
    async look(): Promise<ReadonlyMap<string, number>> {
      const at = performance.now()
      if (kept && at - kept.at < countersBelievedMs) return kept.counters
      const asOf = changes
      const counters = (await readCounters(table)) ?? new Map<string, number>()
      if (asOf === changes) kept = { at, counters }
      return counters
    },
    /** What was counted before a change of the rules, or while it was made, is not believed. */
    forget(): void {
      changes++
      kept = undefined
    },
  }
}

/** Whether anybody but this host itself can reach these addresses. */
const isForOthers = (addresses: readonly string[]): boolean =>
  addresses.length === 0 || addresses.some((address) => !address.startsWith('127.'))

const portsOf = (counters: ReadonlyMap<string, number>): Map<number, number> =>
  new Map(
    [...counters].flatMap(([name, packets]): [number, number][] => {
      const [, port] = /^port_(\d+)$/.exec(name) ?? []
      return port === undefined ? [] : [[Number(port), packets]]
    }),
  )

/** Whether clients of other machines can be led on, and why not. */
function keepForwarding(installation: string, host: HostAccess) {
  let because: string | null = null
  let triedAt = Number.NEGATIVE_INFINITY
  let seenAt = Number.NEGATIVE_INFINITY
  const isFresh = (at: number, forMs: number) => performance.now() - at < forMs
  return {
    whyNot: () => because,
    /** True while there is nothing to do about it. */
    async stands(): Promise<boolean> {
      if (because !== null) return isFresh(triedAt, retryMs)
      if (isFresh(seenAt, believedMs)) return true
      const does = await isForwarding(host, installation)
      if (does) seenAt = performance.now()
      return does
    },
    async open(): Promise<void> {
      triedAt = performance.now()
      because = await openForwarding(host, installation).then(() => null, sentence)
      if (because === null) seenAt = triedAt
    },
  }
}

/** 127.0.0.1 as a source or destination is strange to every interface but the host's own, unless this is said of it. */
const loopbackSwitch = (host: HostAccess, bridge: string): string =>
  host.path(`/proc/sys/net/ipv4/conf/${bridge}/route_localnet`)

const takesLoopback = (host: HostAccess, bridge: string): Promise<boolean> =>
  readFile(loopbackSwitch(host, bridge), 'utf8').then(
    (text) => text.trim() === '1',
    () => false,
  )

async function letLoopbackIn(host: HostAccess, bridge: string): Promise<void> {
  if (!(await takesLoopback(host, bridge))) await writeFile(loopbackSwitch(host, bridge), '1')
}
