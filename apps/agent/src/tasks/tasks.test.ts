import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId, TaskId } from '@holdfast/shared/ids'
import type { Task } from '@holdfast/shared/state/tasks'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeLog } from '../log.ts'
import { openTasks } from './tasks.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hf-tasks-'))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

let done = 0
beforeEach(() => {
  done = 0
})

const open = () =>
  openTasks({
    directory,
    appliers: {
      'inspect-host': async () => {
        done++
        return { note: 'inspected', facts: { kernel: 'x' } }
      },
      'renew-host-certificate': async () => {
        throw new Error('the api is not connected')
      },
    },
    onChange: () => undefined,
    log: makeLog('error', () => undefined),
  })

const task = (order: Task['order']['do']): Task => ({ taskId: TaskId.parse(newId('ta')), order: { do: order } })

describe('tasks', () => {
  it('are carried out once, however often the page names them, and remembered over a restart', async () => {
    const one = task('inspect-host')
    const tasks = await open()
    tasks.take([one])
    tasks.take([one])
    await tasks.rest()
    tasks.take([one])
    await tasks.rest()
    expect(done).toBe(1)
    const again = await open()
    again.take([one])
    await again.rest()
    expect(done).toBe(1)
    expect(again.reports()).toEqual([
      { taskId: one.taskId, state: 'succeeded', note: 'inspected', facts: { kernel: 'x' } },
    ])
  })

  it('that failed say why, and are not tried again', async () => {
    const one = task('renew-host-certificate')
    const tasks = await open()
    tasks.take([one])
    await tasks.rest()
    expect(tasks.reports()).toEqual([
      { taskId: one.taskId, state: 'failed', note: 'the api is not connected', facts: {} },
    ])
  })

  it('are forgotten when the page no longer names them', async () => {
    const tasks = await open()
    tasks.take([task('inspect-host')])
    await tasks.rest()
    tasks.take([])
    await tasks.rest()
    expect(tasks.reports()).toEqual([])
    expect((await open()).reports()).toEqual([])
  })
})
