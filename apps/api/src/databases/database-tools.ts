import type { DatabaseId, HostId, OperationId } from '@holdfast/shared/ids'
import { turnPage } from '../hosts/host-store.ts'
import type { Tx } from '../platform/database/database.ts'
import type { DatabaseParts } from './database-parts.ts'
import type { DatabaseRecord } from './database-record.ts'
import { changeDatabaseRow, forgetBelongings, forgetVolumes, wantErased } from './database-store.ts'
import { publishDatabase } from './show-databases.ts'
import { type Sight, sightOf, type WishOnPage } from './sight.ts'

/** What operations do with databases: PostgreSQL only, in the transaction of their step. */
export interface DatabaseTools {
  look(tx: Tx, wish: WishOnPage): Promise<Sight | undefined>
  /** The database is its tenant's from now on. */
  handOver(tx: Tx, database: DatabaseRecord, ended: OperationId): Promise<void>
  /** Nothing of it shall stay: the host is asked to erase its volume. Returns the generation that says so. */
  wantGone(tx: Tx, database: DatabaseRecord, wish: { hostId: HostId; now: Date }): Promise<number>
  /** Forgets erased volumes, sealed secrets and the keys that could open them. */
  forget(tx: Tx, database: DatabaseRecord): Promise<void>
  /** Shows the database as it is once `ended` has ended. */
  publish(tx: Tx, id: DatabaseId, ended: OperationId): Promise<void>
}

export function databaseTools(parts: DatabaseParts): DatabaseTools {
  const publish = (tx: Tx, id: DatabaseId, ended: OperationId) => publishDatabase({ tx, parts, ended }, [id])
  return {
    async look(tx, wish) {
      const sight = await sightOf(tx, wish)
      return sight && { ...sight, isSilent: parts.presence.of(wish.hostId).state === 'silent' }
    },
    publish,
    async handOver(tx, { id, life }, ended) {
      if (life === 'creating') await changeDatabaseRow(tx, id, { life: 'present' })
      await publish(tx, id, ended)
    },
    async wantGone(tx, { id, life }, { hostId, now }) {
      if (life !== 'erased') await changeDatabaseRow(tx, id, { life: 'erased', recoverableUntil: null })
      await wantErased(tx, id, now)
      return turnPage(tx, hostId)
    },
    async forget(tx, { id, volumes }) {
      await forgetVolumes(
        tx,
        volumes.map((volume) => volume.id),
      )
      await forgetBelongings(tx, id)
    },
  }
}
