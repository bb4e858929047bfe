import { createHash } from 'node:crypto'
import { isIPv4 } from 'node:net'
import { ipv4Ranges } from './ipv4-networks.ts'

export interface KernelTarget {
  readonly host: string
  readonly port: number
}

/** One stable port that the kernel leads to its target. */
export interface KernelRoute {
  readonly port: number
  /** Null: nobody new is led anywhere, the gateway's process takes them; who is connected stays. */
  readonly target: KernelTarget | null
  /** The bridge behind which the target lies. */
  readonly bridge: string
  readonly allowedNetworks: readonly string[]
  readonly connectionLimit: number
}

/** Everything that one installation asks of the kernel on this host. */
export interface KernelRules {
  /** The host's addresses at which ports are led on; empty means all of them. */
  readonly addresses: readonly string[]
  readonly routes: readonly KernelRoute[]
}

/** What of earlier rules is still in the kernel: the chain of a port and where its connections may lead. */
export interface KernelTraces {
  readonly chains: ReadonlyMap<number, string>
  readonly targets: ReadonlyMap<number, KernelTarget>
}

export const noTraces: KernelTraces = { chains: new Map(), targets: new Map() }

export interface RuleSurroundings {
  readonly table: string
  /** What the names of this installation's tenant bridges begin with. */
  readonly bridgePrefix: string
  /** Whether clients of other machines are led on too, or only this host's own. */
  readonly forwards: boolean
}

const shortHash = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16)

const stampPrefix = 'stamp_'

/** The name of a counter that stands in the table while exactly these rules do. */
export const stampOf = (rules: KernelRules, around: RuleSurroundings): string =>
  `${stampPrefix}${shortHash([rules, around])}`

export const counterOf = (port: number): string => `port_${port}`

/** A chain's name says what is in it, so that one that need not change is left alone: the kernel counts open connections in it. */
const chainOf = (port: number, target: KernelTarget, limit: number): string =>
  `port_${port}_${shortHash([target, limit])}`

/** What stays after the rules were put: see `writeScript`. */
export function tracesAfter({ routes }: KernelRules, before: KernelTraces): KernelTraces {
  const chains = new Map<number, string>()
  const targets = new Map<number, KernelTarget>()
  for (const { port, target, connectionLimit } of routes) {
    const led = target ?? before.targets.get(port)
    const chain = target ? chainOf(port, target, connectionLimit) : before.chains.get(port)
    if (led) targets.set(port, led)
    if (chain !== undefined) chains.set(port, chain)
  }
  return { chains, targets }
}

/** Wrong rules are refused here, whoever asked for them: what is written below goes to nft as it is. */
export function checkRules({ addresses, routes }: KernelRules): void {
  const isPort = (port: number) => Number.isInteger(port) && port > 0 && port < 65_536
  for (const address of addresses) if (!isIPv4(address)) throw new Error(`${address} is not an IPv4 address`)
  for (const { port, target, connectionLimit } of routes) {
    if (!isPort(port) || !Number.isInteger(connectionLimit) || connectionLimit < 1)
      throw new Error(`port ${port} with ${connectionLimit} connections cannot be led on`)
    if (target && !(isIPv4(target.host) && isPort(target.port)))
      throw new Error(`${target.host} ${target.port} is not an address that port ${port} can lead to`)
  }
}

/**
 * The whole change as one transaction for `nft -f`. New connections follow the ways of `lead`; every packet of an open one must still be `allowed`
 * and lead to one of the `targets`, else it is reset. What may not pass here falls to the gateway's process, which says why.
 */
export function writeScript(
  rules: KernelRules,
  around: RuleSurroundings,
  before: KernelTraces & { readonly counters: readonly string[] },
): string {
  checkRules(rules)
  const { table } = around
  const after = tracesAfter(rules, before)
  const old = new Set(before.chains.values())
  const kept = new Set(after.chains.values())
  const armed = rules.routes.filter((route) => route.target !== null)
  const wanted = new Set([...rules.routes.map(({ port }) => counterOf(port)), stampOf(rules, around)])
  const elements = {
    allowed: rules.routes.flatMap(({ port, allowedNetworks }) =>
      ipv4Ranges(allowedNetworks).map(({ first, last }) => `${first}-${last} . ${port}`),
    ),
    targets: [...after.targets].map(([port, target]) => `${port} . ${target.host} . ${target.port}`),
  }
  return [
    `add table ip ${table}`,
    ...[...wanted].map((name) => `add counter ip ${table} ${name}`),
    `add set ip ${table} allowed { type ipv4_addr . inet_service; flags interval; }`,
    `add set ip ${table} targets { type inet_service . ipv4_addr . inet_service; }`,
    ...['allowed', 'targets'].map((set) => `flush set ip ${table} ${set}`),
    ...armed.flatMap((route) => {
      const chain = after.chains.get(route.port) ?? ''
      return old.has(chain) ? [] : portChain(table, chain, route)
    }),
    ...leadingChain(
      table,
      armed.map(({ port }) => `tcp dport ${port} jump ${after.chains.get(port)}`),
    ),
    ...baseChains(rules, around),
    ...Object.entries(elements).flatMap(([set, all]) =>
      all.length > 0 ? [`add element ip ${table} ${set} { ${all.join(', ')} }`] : [],
    ),
    ...[...old].filter((chain) => !kept.has(chain)).map((chain) => `delete chain ip ${table} ${chain}`),
    ...before.counters.filter((name) => !wanted.has(name)).map((name) => `delete counter ip ${table} ${name}`),
    '',
  ].join('\n')
}

/** Only the first packet of a connection comes here. Beyond the ceiling it goes to the process as well. */
function portChain(table: string, chain: string, { port, target, connectionLimit }: KernelRoute): string[] {
  return [
    `add chain ip ${table} ${chain}`,
    `add rule ip ${table} ${chain} ip saddr . tcp dport != @allowed return`,
    `add rule ip ${table} ${chain} ct count over ${connectionLimit} return`,
    `add rule ip ${table} ${chain} meta l4proto tcp counter name ${counterOf(port)} dnat to ${target?.host}:${target?.port}`,
  ]
}

/**
 * One rule a port, for the first packets of connections alone. A map of verdicts would be quicker from some thousand ports on, but older
 * programs crash where a newer one has made such a map (1.0.6 of Debian 12 after 1.1.3 of this image), at whatever they are asked.
 */
const leadingChain = (table: string, ways: readonly string[]): string[] => [
  `add chain ip ${table} lead`,
  `flush chain ip ${table} lead`,
  ...ways.map((way) => `add rule ip ${table} lead ${way}`),
]

function baseChains({ addresses }: KernelRules, { table, bridgePrefix, forwards }: RuleSurroundings): string[] {
  const chain = (name: string, hook: string, ...rules: string[]): string[] => [
    `add chain ip ${table} ${name} { type ${hook}; policy accept; }`,
    `flush chain ip ${table} ${name}`,
    ...rules.map((rule) => `add rule ip ${table} ${name} ${rule}`),
  ]
  const here = addresses.length > 0 ? `ip daddr { ${addresses.join(', ')} }` : 'fib daddr type local'
  const follow = `${here} jump lead`
  const ours = `oifname "${bridgePrefix}*" ct status dnat`
  return [
    // The host's loopback is let through tenants' bridges, so that 127.0.0.1 can be led on; nobody behind them may use that.
    ...chain(
      'martians',
      'filter hook prerouting priority -300',
      `iifname "${bridgePrefix}*" ip daddr 127.0.0.0/8 drop`,
    ),
    // Tenants' containers, of whatever installation, are no clients of their host.
    ...chain('arriving', 'nat hook prerouting priority -110', ...(forwards ? ['iifname "hf*" return', follow] : [])),
    ...chain('own', 'nat hook output priority -110', follow),
    // Their networks know no way beyond the host, so answers must find the host itself.
    ...chain('leaving', 'nat hook postrouting priority 90', `${ours} masquerade`),
    `add chain ip ${table} judge`,
    `flush chain ip ${table} judge`,
    ...[
      'ct original ip saddr . ct original proto-dst != @allowed',
      'ct original proto-dst . ip daddr . tcp dport != @targets',
    ].map(
      // An end that the client itself makes must reach the other side.
      (strange) => `add rule ip ${table} judge tcp flags & rst == 0 ${strange} reject with tcp reset`,
    ),
    ...chain('forwarded', 'filter hook forward priority -10', `${ours} ct direction original jump judge`),
    ...chain('sent', 'filter hook output priority -10', `${ours} ct direction original jump judge`),
  ]
}
