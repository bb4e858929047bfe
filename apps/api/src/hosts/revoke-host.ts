import type { HostId } from '@holdfast/shared/ids'
import type { Tx } from '../platform/database/database.ts'
import { notify } from '../platform/database/notifications.ts'

/**
 * Ends the identity of a host: from the commit on its certificates are worth nothing at the api, and every replica sends its agent
 * away. The host must hold nothing any more; whoever calls this has made sure.
 */
export async function revokeHost(tx: Tx, id: HostId, now: Date): Promise<void> {
  await tx.host.updateMany({ where: { id, removedAt: null }, data: { removedAt: now, nextCertificateSerial: null } })
  await notify(tx, 'host', id)
}
