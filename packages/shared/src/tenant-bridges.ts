import { createHash } from 'node:crypto'

const shortHash = (text: string, length: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, length)

/** What the names of an installation's tenant bridges begin with on every host; no other installation's do. */
export const bridgePrefix = (installation: string): string => `hf${shortHash(installation, 5)}`

/** The bridge of a database's network: as long as the kernel allows (15 characters). */
export const bridgeName = (installation: string, databaseId: string): string =>
  `${bridgePrefix(installation)}${shortHash(databaseId, 8)}`

/** The nftables table (family inet) that keeps tenants' containers from connecting to their host. */
export const guardTable = (installation: string): string => `holdfast_guard_${bridgePrefix(installation)}`

/** The nftables table (family ip) that leads clients to their databases past the gateway's process. */
export const pathTable = (installation: string): string => `holdfast_path_${bridgePrefix(installation)}`

/** Docker's own chain (of iptables) for rules of others: it comes before those that close internal networks, and Docker never empties it. */
export const forwardingChain = 'DOCKER-USER'

/**
 * The two rules of that chain without which clients of other machines cannot reach a tenant's internal network. They let through only
 * what this host has translated itself, from outside of every tenant's network, and the answers to that. Whoever else translates
 * cannot lead there: Docker publishes no port of an internal network.
 */
export function forwardingRules(installation: string): readonly (readonly string[])[] {
  const ours = `${bridgePrefix(installation)}+`
  const translated = ['-m', 'conntrack', '--ctstate', 'DNAT', '--ctdir']
  return [
    ['-o', ours, '!', '-i', 'hf+', ...translated, 'ORIGINAL', '-j', 'ACCEPT'],
    ['-i', ours, ...translated, 'REPLY', '-j', 'ACCEPT'],
  ]
}
