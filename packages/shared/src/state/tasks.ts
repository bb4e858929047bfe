import { z } from 'zod'
import { TaskId } from '../ids.ts'

/** The closed list of one-time orders to a host. Standing wishes are desired state, not tasks. */
export const TaskOrder = z.discriminatedUnion('do', [
  z.object({ do: z.literal('inspect-host') }),
  z.object({ do: z.literal('renew-host-certificate') }),
])
export type TaskOrder = z.infer<typeof TaskOrder>

export const Task = z.object({ taskId: TaskId, order: TaskOrder })
export type Task = z.infer<typeof Task>

/** The host's answer, kept until the page no longer names the task. A repeated task is answered from memory, not done twice. */
export const TaskReport = z.object({
  taskId: TaskId,
  state: z.enum(['running', 'succeeded', 'failed']),
  note: z.string(),
  facts: z.record(z.string(), z.json()),
})
export type TaskReport = z.infer<typeof TaskReport>
