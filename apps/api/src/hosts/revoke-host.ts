import type { HostId } from '@holdfast/shared/ids'
import type { Tx } from '../platform/database/database.ts'
import { notify } from '../platform/database/notifications.ts'
import { turnPagesOfPeers } from './peer-store.ts'

/**
 * Ends the identity of a host: from the commit on its certificates are worth nothing at the api, every replica sends its agent
 * away, and with their next pages its peers do too. The host must hold nothing any more; whoever calls this has made sure.
 */
export async function revokeHost(tx: Tx, id: HostId, now: Date): Promise<void> {
  await turnPagesOfPeers(tx, id)
  await tx.host.updateMany({ where: { id, removedAt: null }, data: { removedAt: now, nextCertificateSerial: null } })
  await notify(tx, 'host', id)
}
