import { DatabaseId, type InstanceId } from '@holdfast/shared/ids'
import type { ObservedHost } from '@holdfast/shared/state/observed'
import type { Tx } from '../platform/database/database.ts'

/** Hosts on which a database should run whose logins or pooler have this secret; empty when there is no such database any more. */
export async function listHostsOfSecret(tx: Tx, secretId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ hostId: string }[]>`
    SELECT DISTINCT i.host_id AS "hostId" FROM instance i JOIN database d ON d.id = i.database_id
    WHERE d.life IN ('creating', 'present') AND d.id IN (
      SELECT database_id FROM login WHERE verifier_secret_id = ${secretId}
      UNION ALL SELECT database_id FROM access_login WHERE verifier_secret_id = ${secretId}
      UNION ALL SELECT database_id FROM pooler_login WHERE ${secretId} IN (password_secret_id, verifier_secret_id))`
  return rows.map((row) => row.hostId)
}

/** An instance of a database that should run, with its host. */
export async function findWantedInstance(
  tx: Tx,
  id: InstanceId,
): Promise<{ databaseId: DatabaseId; hostId: string } | undefined> {
  const row = await tx.instance.findFirst({
    where: { id, database: { life: { in: ['creating', 'present'] } } },
    select: { databaseId: true, hostId: true },
  })
  return row ? { databaseId: DatabaseId.parse(row.databaseId), hostId: row.hostId } : undefined
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
