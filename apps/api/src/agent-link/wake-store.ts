import { DatabaseId, type HostId } from '@holdfast/shared/ids'
import type { TaskReport } from '@holdfast/shared/state/tasks'
import type { Tx } from '../platform/database/database.ts'

export interface Holding {
  readonly databaseId: DatabaseId
  /** Ids by which an observed page speaks of it: the database, its instances and volumes on this host. */
  readonly subjects: ReadonlySet<string>
}

/** Databases that have an instance or a volume on this host. */
export async function listHoldings(tx: Tx, hostId: HostId): Promise<Holding[]> {
  const rows = await tx.$queryRaw<{ databaseId: string; subjects: string[] }[]>`
    SELECT database_id AS "databaseId", array_agg(id) AS subjects FROM (
      SELECT database_id, id FROM instance WHERE host_id = ${hostId}
      UNION ALL SELECT database_id, id FROM volume WHERE host_id = ${hostId}) it GROUP BY database_id`
  return rows.map(({ databaseId, subjects }) => ({
    databaseId: DatabaseId.parse(databaseId),
    subjects: new Set([databaseId, ...subjects]),
  }))
}

/** Writes the host's answers to its tasks; returns the operations that ordered those whose answer is new. */
export async function saveTaskReports(
  tx: Tx,
  hostId: HostId,
  { reports, now }: { reports: readonly TaskReport[]; now: Date },
): Promise<string[]> {
  const operations: string[] = []
  for (const { taskId, state, note, facts } of reports) {
    const rows = await tx.task.updateManyAndReturn({
      where: { id: taskId, hostId, NOT: { state, note } },
      data: { state, note, facts: facts as object, finishedAt: state === 'running' ? null : now },
      select: { operationId: true },
    })
    operations.push(...rows.flatMap((row) => row.operationId ?? []))
  }
  return operations
}

/** Tells every unfinished operation on these databases, and these operations, that there is something new to see. */
export async function wakeOperations(
  tx: Tx,
  { databaseIds, operationIds }: { databaseIds: readonly string[]; operationIds: readonly string[] },
): Promise<void> {
  await tx.$queryRaw`
    SELECT pg_notify('operation', id)::text FROM operation
    WHERE state = 'running' AND (database_id = ANY(${[...databaseIds]}) OR id = ANY(${[...operationIds]}))`
}
