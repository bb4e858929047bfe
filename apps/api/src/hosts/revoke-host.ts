import type { HostId } from '@holdfast/shared/ids'
import type { Tx } from '../platform/database/database.ts'
import { notify } from '../platform/database/notifications.ts'
import { turnPagesOfPeers } from './peer-store.ts'

/**
 * Ends the identity of a host: from the commit on its certificates are worth nothing at the api, every replica sends its agent
 * away, and with their next pages its peers do too. Its rows keep what was on it; whoever calls this has judged that it may go.
 */
export async function revokeHost(tx: Tx, id: HostId, now: Date): Promise<void> {
  await turnPagesOfPeers(tx, id)
  const removed = { removedAt: now, nextCertificateSerial: null, generation: { increment: 1 } }
  await tx.host.updateMany({ where: { id, removedAt: null }, data: removed })
  await notify(tx, 'host', id)
}
