import type { HostId } from '@holdfast/shared/ids'
import { listDatabasesOnHost } from '../databases/database-store.ts'
import type { Databases } from '../databases/databases.ts'
import { listHostIds } from '../hosts/host-store.ts'
import type { HostPresence } from '../hosts/presence.ts'
import { publishHost } from '../hosts/publish-host.ts'
import type { Database } from '../platform/database/database.ts'
import type { Log } from '../platform/log.ts'

export interface HostSilentParts {
  readonly database: Database
  readonly presence: HostPresence
  readonly databases: Databases
  readonly log: Log
}

/**
 * Tells people at once when a host falls silent or is heard again: its own view and those of its databases, which are then
 * `unreachable`, never gone. It starts nothing: silence alone is no reason to act.
 */
export function startHostSilentWatcher({ database, presence, databases, log }: HostSilentParts): { close(): void } {
  const tell = (hostId: HostId) =>
    database.transaction(async (tx) => {
      await publishHost(tx, { presence }, hostId)
      const records = await listDatabasesOnHost(tx, hostId)
      await databases.publish(
        tx,
        records.map((record) => record.id),
      )
    })
  const stop = presence.onChange((hostId, { state }) => {
    log.info({ hostId, state }, state === 'silent' ? 'a host fell silent' : 'a host is heard')
    tell(hostId).catch((err) => log.warn({ err, hostId }, 'the silence of a host could not be told'))
  })
  listHostIds(database.read).then(
    (hostIds) => hostIds.forEach(presence.expect),
    (err) => log.warn({ err }, 'the hosts to be heard could not be read'),
  )
  return { close: stop }
}
