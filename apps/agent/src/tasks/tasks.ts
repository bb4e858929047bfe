import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Task, TaskReport } from '@holdfast/shared/state/tasks'
import { z } from 'zod'
import { writeFileSafely } from '../host/write-file-safely.ts'
import { type Log, sentence } from '../log.ts'
import type { TaskAppliers, TaskFacts } from './task-appliers.ts'

/** One-time orders: each is carried out once and remembered on disk until the page no longer names it. */
export interface Tasks {
  /** Takes the list of the newest page; begins what is new. */
  take(tasks: readonly Task[]): void
  reports(): TaskReport[]
  /** Resolves when no task runs any more. */
  rest(): Promise<void>
}

interface TaskWishes {
  readonly directory: string
  readonly appliers: TaskAppliers
  readonly onChange: () => void
  readonly log: Log
}

export async function openTasks({ directory, appliers, onChange, log }: TaskWishes): Promise<Tasks> {
  const path = join(directory, 'tasks.json')
  const remembered = z.array(TaskReport).safeParse(JSON.parse(await readFile(path, 'utf8').catch(() => '[]')))
  const reports = new Map((remembered.data ?? []).map((it) => [it.taskId, interrupted(it)]))
  const running = new Map<string, Promise<void>>()
  let writing: Promise<void> = Promise.resolve()

  function remember(report: TaskReport): Promise<void> {
    reports.set(report.taskId, report)
    return save()
  }

  function save(): Promise<void> {
    writing = writing
      .catch(() => undefined)
      .then(() => writeFileSafely({ path, content: JSON.stringify([...reports.values()]) }))
    return writing
  }

  async function carryOut({ taskId, order }: Task): Promise<void> {
    try {
      // Remembered before it begins: after a crash it is answered as failed, not done twice.
      await remember({ taskId, state: 'running', note: '', facts: {} })
      const { note, facts }: TaskFacts = await appliers[order.do]()
      await remember({ taskId, state: 'succeeded', note, facts })
      log.info('a task was done', { taskId, order: order.do })
    } catch (error) {
      await remember({ taskId, state: 'failed', note: sentence(error), facts: {} })
      log.warn('a task failed', { taskId, order: order.do, because: sentence(error) })
    }
    onChange()
  }

  return {
    take(tasks) {
      const named = new Set<string>(tasks.map((it) => it.taskId))
      const forgotten = [...reports.keys()].filter((id) => !named.has(id) && !running.has(id))
      for (const id of forgotten) reports.delete(id)
      if (forgotten.length > 0) save().catch((error) => log.error('tasks were not saved', { because: sentence(error) }))
      for (const task of tasks) {
        if (reports.has(task.taskId) || running.has(task.taskId)) continue
        const work = carryOut(task)
          .catch((error) => log.error('a task was not remembered', { because: sentence(error) }))
          .finally(() => running.delete(task.taskId))
        running.set(task.taskId, work)
      }
    },
    reports: () => [...reports.values()],
    rest: async () => {
      await Promise.all(running.values())
      await writing.catch(() => undefined)
    },
  }
}

const interrupted = (report: TaskReport): TaskReport =>
  report.state === 'running' ? { ...report, state: 'failed', note: 'the agent was restarted while it ran' } : report
