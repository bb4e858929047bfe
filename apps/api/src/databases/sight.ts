import type { DatabaseId, HostId } from '@holdfast/shared/ids'
import type { Condition } from '@holdfast/shared/state/conditions'
import { type Drift, drift } from '@holdfast/shared/state/drift'
import type { ObservedAccess } from '@holdfast/shared/state/observed'
import { desiredPage } from '../hosts/desired-page.ts'
import { readPageRows } from '../hosts/desired-page-store.ts'
import { listHostsSeen } from '../hosts/observation-store.ts'
import type { Tx } from '../platform/database/database.ts'
import { type DatabaseRecord, primaryOf } from './database-record.ts'
import { isTrouble } from './database-state.ts'
import { findDatabase } from './database-store.ts'

/** A wish that stands on a host's page since `generation`. */
export interface WishOnPage {
  readonly databaseId: DatabaseId
  readonly hostId: HostId
  readonly generation: number
}

/** What the books say of one database on one host: what operations decide from. */
export interface Sight {
  readonly database: DatabaseRecord
  readonly hostName: string
  /** Nobody hears the host now; the books alone do not know. */
  readonly isSilent: boolean
  /** An operator removed its host as dead: what should be gone is gone, and nothing else that is wished will ever be. */
  readonly isLost: boolean
  /** The host has acted on a page that carries the wish. */
  readonly hasRead: boolean
  /** What differs between wish and observation, about this database alone. */
  readonly drift: readonly Drift[]
  /** What keeps the host from its work, about this database alone. */
  readonly trouble: readonly Condition[]
  /** For how long clients waited while a volume grew to the wished size; absent when no host tells of it. */
  readonly heldMs?: number
  /** What the host says of the inside of its engine; null while nobody has looked. */
  readonly access: ObservedAccess | null
}

/** Looks at one database; undefined when the books do not hold it. */
export async function sightOf(tx: Tx, { databaseId, hostId, generation }: WishOnPage): Promise<Sight | undefined> {
  const database = await findDatabase(tx, databaseId)
  const [seen] = await listHostsSeen(tx, [hostId])
  const rows = await readPageRows(tx, hostId, databaseId)
  if (!database || !seen) return undefined
  const { name: hostName } = seen
  if (!rows)
    return { database, hostName, isSilent: false, isLost: true, hasRead: true, drift: [], trouble: [], access: null }
  const subjects = subjectsOf(database)
  const page = seen.page
  const grown = page?.volumes.find(
    ({ volumeId, growth }) => subjects.has(volumeId) && growth?.toBytes === database.storageBytes,
  )?.growth
  return {
    database,
    hostName,
    isSilent: false,
    isLost: false,
    hasRead: page !== null && page.observedGeneration >= generation,
    drift: page
      ? drift(desiredPage(rows, { endpointHosts: [] }), page).filter(({ subject }) => subjects.has(subject))
      : [],
    trouble: page?.conditions.filter((it) => isTrouble(it) && subjects.has(it.subject)) ?? [],
    ...(grown ? { heldMs: grown.heldMs } : {}),
    access: page?.instances.find(({ instanceId }) => instanceId === primaryOf(database)?.id)?.access ?? null,
  }
}

const subjectsOf = (database: DatabaseRecord): ReadonlySet<string> =>
  new Set<string>([
    database.id,
    database.releaseId,
    ...database.instances.map((instance) => instance.id),
    ...database.volumes.map((volume) => volume.id),
  ])

/** True when the host has read the wish and nothing of the database differs from it; of a lost one, when nothing more can come. */
export const isSettled = (sight: Sight): boolean => sight.hasRead && sight.drift.length === 0

/** Why it is not settled, for people. */
export const whyNotSettled = ({ hasRead, hostName, isSilent, trouble, drift }: Sight): string => {
  if (isSilent) return `${hostName} is silent; it goes on when it is heard again`
  if (!hasRead) return `${hostName} has not read the change yet`
  return trouble[0]?.because ?? drift[0]?.because ?? `${hostName} is finishing`
}

/** Conditions that no patience cures. */
const final: ReadonlySet<string> = new Set(['release-not-signed', 'disk-full'])
/** What only the control plane can give: while it was away the host did without, and asks again as soon as it is heard. */
const ours: ReadonlySet<string> = new Set(['secret-missing'])
/** Others may pass by themselves within this time. */
const patienceMs = 20_000

/** Why a create cannot succeed any more; undefined while it may. */
export function hopeless({ database, hasRead, trouble }: Sight, now: Date): string | undefined {
  if (!hasRead) return undefined
  const isOverPatience = now.getTime() - database.createdAt.getTime() > patienceMs
  return trouble.find(({ code }) => final.has(code) || (isOverPatience && !ours.has(code)))?.because
}
