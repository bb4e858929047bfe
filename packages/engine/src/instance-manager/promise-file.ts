import { readFile } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { InstanceId } from '@holdfast/shared/ids'
import type { InstancePage } from '@holdfast/shared/state/instance-page'
import { z } from 'zod'
import { writeDurably } from './durable-file.ts'

const Member = z.object({ instanceId: z.string(), dataGen: z.int() })

/** HA.md §2.2: what this instance has durably promised. It acts and answers only on what stands here. */
export const PromiseFile = z.object({
  v: z.literal(1),
  databaseId: z.string(),
  instanceId: InstanceId,
  dataGen: z.int().positive(),
  storeGen: z.int().nonnegative(),
  promised: z.object({ epoch: z.int().nonnegative(), opId: z.string() }),
  role: z.enum(['primary', 'standby', 'fenced', 'stopped', 'rebuilding']),
  roleEpoch: z.int().nonnegative(),
  leader: Member.extend({ addrs: z.array(z.string()) }).nullable(),
  config: z.object({ epoch: z.int(), version: z.int(), voters: z.array(Member), w: z.int().nonnegative() }).nullable(),
  lineage: z.array(z.object({ epoch: z.int(), timeline: z.int(), forkLsn: z.string() })).max(64),
  members: z.array(z.object({ instanceId: z.string(), hostId: z.string(), addrs: z.array(z.string()) })),
  ticket: z.string().nullable(),
})
export type PromiseFile = z.infer<typeof PromiseFile>

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
    return { found: 'valid', promise: PromiseFile.parse(rest) }
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
