import { DatabaseId, type HostId, type InstanceId } from '@holdfast/shared/ids'
import type { ObservedHost } from '@holdfast/shared/state/observed'
import type { Tx } from '../platform/database/database.ts'

/** True when the secret is the verifier of a login, or belongs to the pooler, of a database that should run on this host. */
export async function isSecretOfHost(tx: Tx, hostId: HostId, secretId: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ ok: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM login l JOIN database d ON d.id = l.database_id JOIN instance i ON i.database_id = d.id
      WHERE l.verifier_secret_id = ${secretId} AND i.host_id = ${hostId} AND d.life IN ('creating', 'present'))
      OR EXISTS (SELECT 1 FROM access_login l JOIN database d ON d.id = l.database_id JOIN instance i ON i.database_id = d.id
      WHERE l.verifier_secret_id = ${secretId} AND i.host_id = ${hostId} AND d.life IN ('creating', 'present'))
      OR EXISTS (SELECT 1 FROM pooler_login p JOIN database d ON d.id = p.database_id JOIN instance i ON i.database_id = d.id
      WHERE ${secretId} IN (p.password_secret_id, p.verifier_secret_id) AND i.host_id = ${hostId}
        AND d.life IN ('creating', 'present')) AS ok`
  return row?.ok ?? false
}

/** The database of an instance that should run on this host. */
export async function findInstanceOfHost(
  tx: Tx,
  hostId: HostId,
  instanceId: InstanceId,
): Promise<DatabaseId | undefined> {
  const row = await tx.instance.findFirst({
    where: { id: instanceId, hostId, database: { life: { in: ['creating', 'present'] } } },
    select: { databaseId: true },
  })
  return row ? DatabaseId.parse(row.databaseId) : undefined
}

/** Ids on the page that belong to another host: instances, volumes, tasks, and databases that live elsewhere. Ids that nobody knows are harmless. */
export async function listForeignIds(tx: Tx, page: ObservedHost): Promise<string[]> {
  const { hostId } = page
  const instances = page.instances.map((it) => it.instanceId)
  const volumes = page.volumes.map((it) => it.volumeId)
  const tasks = page.tasks.map((it) => it.taskId)
  const claims = page.instances.map((it) => `${it.instanceId}/${it.databaseId}`)
  const databases = page.endpoints.map((it) => it.databaseId)
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM instance WHERE id = ANY(${instances})
      AND (host_id <> ${hostId} OR NOT id || '/' || database_id = ANY(${claims}))
    UNION ALL SELECT id FROM volume WHERE id = ANY(${volumes}) AND host_id <> ${hostId}
    UNION ALL SELECT id FROM task WHERE id = ANY(${tasks}) AND host_id <> ${hostId}
    UNION ALL SELECT d.id FROM database d WHERE d.id = ANY(${databases})
      AND EXISTS (SELECT 1 FROM instance i WHERE i.database_id = d.id AND i.host_id <> ${hostId})
      AND NOT EXISTS (SELECT 1 FROM instance i WHERE i.database_id = d.id AND i.host_id = ${hostId})`
  return rows.map((row) => row.id)
}
