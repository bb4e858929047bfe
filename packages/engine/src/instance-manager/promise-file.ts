import { readFile } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import type { InstancePage } from '@holdfast/shared/state/instance-page'
import { writeDurably } from './durable-file.ts'

interface Member {
  readonly instanceId: string
  readonly dataGen: number
}

/** HA.md §2.2: what this instance has durably promised. It acts and answers only on what stands here. */
export interface PromiseFile {
  readonly v: 1
  readonly databaseId: string
  readonly instanceId: string
  /** Grows with every new copy of the data. */
  readonly dataGen: number
  /** The highest store generation ever obeyed. */
  readonly storeGen: number
  readonly promised: { readonly epoch: number; readonly opId: string }
  readonly role: 'primary' | 'standby' | 'fenced' | 'stopped' | 'rebuilding'
  /** The epoch in which `role` was taken. */
  readonly roleEpoch: number
  readonly leader: (Member & { readonly addrs: readonly string[] }) | null
  readonly config: {
    readonly epoch: number
    readonly version: number
    readonly voters: readonly Member[]
    readonly w: number
  } | null
  readonly lineage: readonly { readonly epoch: number; readonly timeline: number; readonly forkLsn: string }[]
  readonly members: readonly {
    readonly instanceId: string
    readonly hostId: string
    readonly addrs: readonly string[]
  }[]
  readonly ticket: string | null
}

export type PromiseReading =
  | { readonly found: 'valid'; readonly promise: PromiseFile }
  | { readonly found: 'nothing' }
  | { readonly found: 'damaged' }

/** The checksum covers the text of everything but itself. */
export const formatPromise = (promise: PromiseFile): string =>
  `${JSON.stringify({ crc32: crc32(JSON.stringify(promise)), ...promise })}\n`

export const parsePromise = (content: string): PromiseReading => {
  try {
    const { crc32: checksum, ...rest } = JSON.parse(content)
    if (checksum !== crc32(JSON.stringify(rest))) return { found: 'damaged' }
    // The checksum vouches for the form: this program alone writes the file. Another version would need a reader of its own.
    return rest.v === 1 ? { found: 'valid', promise: rest } : { found: 'damaged' }
  } catch {
    return { found: 'damaged' }
  }
}

export async function readPromise(path: string): Promise<PromiseReading> {
  try {
    return parsePromise(await readFile(path, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { found: 'nothing' }
    throw error
  }
}

/** Durable before it returns: only then may anybody act on it or answer with it. */
export const writePromise = (path: string, promise: PromiseFile): Promise<void> =>
  writeDurably(path, formatPromise(promise))

/** The first promise of a database's only instance: primary of the page's epoch, no voters, nobody to wait for. */
export const firstPromise = (page: InstancePage): PromiseFile => ({
  v: 1,
  databaseId: page.databaseId,
  instanceId: page.instanceId,
  dataGen: 1,
  storeGen: 0,
  promised: { epoch: page.epoch, opId: '' },
  role: 'primary',
  roleEpoch: page.epoch,
  leader: null,
  config: { epoch: page.epoch, version: 1, voters: [], w: 0 },
  lineage: [],
  members: [],
  ticket: null,
})
