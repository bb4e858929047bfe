import type { Tx } from '../platform/database/database.ts'
import type { Task } from '../platform/database/generated/client.ts'

export type TaskRow = Task

export interface NewTask {
  id: string
  hostId: string
  operationId: string | null
  key: string
  order: object
}

export async function addTask(tx: Tx, it: NewTask): Promise<{ task: TaskRow; isNew: boolean }> {
  const added = await tx.$executeRaw`
    INSERT INTO "task" ("id", "host_id", "operation_id", "key", "order")
    VALUES (${it.id}, ${it.hostId}, ${it.operationId}, ${it.key}, ${JSON.stringify(it.order)}::jsonb)
    ON CONFLICT ("key") DO NOTHING`
  return { task: await tx.task.findUniqueOrThrow({ where: { key: it.key } }), isNew: added === 1 }
}

/** Marks them settled and names the hosts whose pages lose them, in one order for everybody, so that two never wait for each other. */
export async function settleTasksOf(tx: Tx, operationId: string, now: Date): Promise<string[]> {
  const tasks = await tx.task.updateManyAndReturn({
    where: { operationId, settledAt: null },
    data: { settledAt: now },
    select: { hostId: true },
  })
  return [...new Set(tasks.map((task) => task.hostId))].sort()
}

export async function turnPage(tx: Tx, hostId: string): Promise<void> {
  await tx.host.update({ where: { id: hostId }, data: { generation: { increment: 1 } }, select: { id: true } })
}
