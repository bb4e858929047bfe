import { catalogue } from '@holdfast/engine'
import type { EngineView, ReleaseView, SizeView } from '@holdfast/shared/contract/platform-routes'
import { defaultStorageBytes, sizes } from '@holdfast/shared/engines/sizes'
import type { z } from 'zod'
import { roomFor } from '../databases/place-database.ts'
import { listHostAccounts } from '../hosts/host-store.ts'
import { hostRoom } from '../hosts/placement.ts'
import type { HostPresence } from '../hosts/presence.ts'
import type { Tx } from '../platform/database/database.ts'
import { findRelease, listReleases, listVersions, type ReleasePage } from './release-store.ts'

/** Engines that have at least one release here. */
export async function listEngines(tx: Tx): Promise<z.input<typeof EngineView>[]> {
  const views = catalogue.map(async (engine) => ({
    engine: engine.family,
    displayName: engine.displayName,
    versions: await listVersions(tx, engine),
    defaultVersion: engine.defaultVersion,
    abilities: { ...engine.abilities },
  }))
  return Promise.all(views)
}

export async function listReleaseViews(
  tx: Tx,
  page: ReleasePage,
): Promise<{ items: z.input<typeof ReleaseView>[]; nextCursor: string | null }> {
  const rows = await listReleases(tx, { ...page, limit: page.limit + 1 })
  const defaults = new Set<string | undefined>()
  for (const engine of catalogue) defaults.add((await findRelease(tx, engine.family, engine.defaultVersion))?.id)
  const items = rows.slice(0, page.limit).map((release) => ({
    ...release,
    packages: { ...release.packages },
    isDefault: defaults.has(release.id),
    createdAt: release.createdAt.toISOString(),
  }))
  return { items, nextCursor: rows.length > page.limit ? (items.at(-1)?.id ?? null) : null }
}

/** Sizes with how many more of each the hosts have room for. */
export async function listSizes(tx: Tx, presence: HostPresence): Promise<z.input<typeof SizeView>[]> {
  const rooms = (await listHostAccounts(tx)).map((account) => hostRoom(account, presence))
  return sizes.map((size) => ({
    ...size,
    room: roomFor(rooms, { ...size, storageBytes: defaultStorageBytes, demands: {}, presentOn: [] }),
  }))
}
