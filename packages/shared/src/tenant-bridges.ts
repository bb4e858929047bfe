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
