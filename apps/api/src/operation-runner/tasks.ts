import { type HostId, newId, type OperationId } from '@holdfast/shared/ids'
import type { TaskOrder } from '@holdfast/shared/state/tasks'
import type { Tx } from '../platform/database/database.ts'
import { notify } from '../platform/database/notifications.ts'
import { addTask, settleTasksOf, type TaskRow, turnPage } from './task-store.ts'

export type { TaskRow } from './task-store.ts'

export interface TaskOrdered {
  hostId: HostId
  order: TaskOrder
  /** Tells several tasks of one step on one host apart. */
  key?: string
}

/** The task of this key: ordered when it is new (then the host's page changes and its agent is told), else as it stands. */
export async function ensureTask(
  tx: Tx,
  wanted: { hostId: HostId; operationId: OperationId | null; key: string; order: TaskOrder },
): Promise<TaskRow> {
  const { task, isNew } = await addTask(tx, { id: newId('ta'), ...wanted })
  if (isNew) await tellHost(tx, wanted.hostId)
  return task
}

/** Takes the tasks of an ended operation off the pages of their hosts. */
export async function settleTasks(tx: Tx, operationId: string, now: Date): Promise<void> {
  for (const hostId of await settleTasksOf(tx, operationId, now)) await tellHost(tx, hostId)
}

const tellHost = async (tx: Tx, hostId: string) => {
  await turnPage(tx, hostId)
  await notify(tx, 'host', hostId)
}
