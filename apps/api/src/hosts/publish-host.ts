import type { HostId } from '@holdfast/shared/ids'
import { publishEvent } from '../audit/publish-event.ts'
import { installationOrganization } from '../audit/record-audit.ts'
import type { Tx } from '../platform/database/database.ts'
import { listHostAccounts } from './host-store.ts'
import { hostView } from './host-view.ts'
import type { HostPresence } from './presence.ts'

/** Puts the present view of a host into the installation's event stream. */
export async function publishHost(tx: Tx, { presence }: { presence: HostPresence }, hostId: HostId): Promise<void> {
  const [account] = await listHostAccounts(tx, [hostId])
  if (!account) return
  const view = hostView(account, presence)
  const version = account.host.generation
  await publishEvent(tx, { organizationId: installationOrganization, topic: 'host', subject: hostId, version, view })
}
