import type { EngineDescriptor } from '@holdfast/engine'
import { ReleaseId } from '@holdfast/shared/ids'
import type { SignedRelease } from '@holdfast/shared/state/desired'
import { z } from 'zod'
import type { Tx } from '../platform/database/database.ts'
import type { ReleaseRecord } from './release-record.ts'

const Row = z.object({
  id: ReleaseId,
  engine: z.string(),
  version: z.string(),
  imageId: z.string(),
  packages: z.record(z.string(), z.string()),
  createdAt: z.date(),
})

/** True when a release's version belongs to this major version: `17.12` and `17` to `17`. */
const belongsTo = (version: string, major: string): boolean => version === major || version.startsWith(`${major}.`)

/** The newest release of an engine's major version. */
export async function findRelease(tx: Tx, engine: string, major: string): Promise<ReleaseRecord | undefined> {
  const rows = await tx.release.findMany({
    where: { engine, version: { startsWith: major } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  })
  const row = rows.find((it) => belongsTo(it.version, major))
  return row && Row.parse(row)
}

/** Major versions of an engine that have a release. */
export async function listVersions(tx: Tx, { family, versions }: EngineDescriptor): Promise<string[]> {
  const rows = await tx.release.findMany({ where: { engine: family }, select: { version: true } })
  return versions.filter((major) => rows.some((row) => belongsTo(row.version, major)))
}

export interface ReleasePage {
  readonly limit: number
  readonly cursor?: string | undefined
}

/** Newest first; the cursor is the id of the last one shown. */
export async function listReleases(tx: Tx, { limit, cursor }: ReleasePage): Promise<ReleaseRecord[]> {
  const rows = await tx.release.findMany({
    ...(cursor === undefined ? {} : { where: { id: { lt: cursor } } }),
    orderBy: { id: 'desc' },
    take: limit,
  })
  return rows.map((row) => Row.parse(row))
}

/** Inserts a signed release unless one of this engine, version and image exists. True when it is new. */
export async function saveRelease(tx: Tx, release: Omit<ReleaseRecord, 'createdAt'> & SignedRelease): Promise<boolean> {
  const { id, engine, version, imageId, packages, manifest, signature } = release
  const added = await tx.release.createMany({
    data: [{ id, engine, version, imageId, packages: { ...packages }, manifest, signature }],
    skipDuplicates: true,
  })
  return added.count === 1
}
