import { type HostId, newId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import { z } from 'zod'
import { operationsWith } from '../../src/operation-runner/define-operation.ts'
import { startOperation } from '../../src/operation-runner/start-operation.ts'
import type { Database } from '../../src/platform/database/database.ts'
import type { CrashCase } from '../harness/every-operation-survives-crashes.ts'

/** Operations that exercise everything the runner offers, apart from what Holdfast's own ones happen to use. */

export interface ErrandTools {
  /** Writes that a step did its work, in its transaction. */
  note(tx: Database['read'], words: string): Promise<void>
}

export const errandTools: ErrandTools = {
  async note(tx, words) {
    await tx.$executeRaw`
      INSERT INTO "setting" ("name", "value", "updated_at") VALUES (${words}, '1', now())
      ON CONFLICT ("name") DO UPDATE SET "value" = to_jsonb(("setting"."value"#>>'{}')::int + 1)`
  },
}

const defineOperation = operationsWith<ErrandTools>()
const system = { kind: 'system', id: 'test', name: 'a test' } as const
const Input = z.object({ host: z.custom<HostId>(), name: z.string() })

export const childErrand = defineOperation({
  kind: 'child-errand',
  input: Input,
  memory: z.object({}),
  exclusiveOn: ({ name }) => name,
  finishWithin: 60,
  start: 'inspect',
  map: { inspect: ['done'] },
  steps: {
    async inspect({ input, ensureTask, tools, tx, go, wait }) {
      const task = await ensureTask({ hostId: input.host, order: { do: 'inspect-host' } })
      if (task.state !== 'succeeded') return wait(1, 'the host inspects itself')
      await tools.note(tx, `inspected for ${input.name}`)
      return go('done')
    },
  },
})

export const errand = defineOperation({
  kind: 'errand',
  input: Input,
  memory: z.object({ gone: z.int().optional(), failure: z.string().optional() }),
  exclusiveOn: ({ name }) => name,
  subject: ({ name }) => name,
  finishWithin: 30,
  mayCancelAt: ['setOut', 'sendChildren'],
  onCancel: 'turnBack',
  onOverdue: 'turnBack',
  start: 'setOut',
  map: {
    setOut: ['sendChildren'],
    sendChildren: ['setOut', 'comeHome'],
    comeHome: ['done'],
    turnBack: ['tellWhy'],
    tellWhy: [],
  },
  steps: {
    async setOut({ memory, tools, tx, go, visit }) {
      await tools.note(tx, `set out ${visit}`)
      return go('sendChildren', { gone: (memory.gone ?? 0) + 1 })
    },
    async sendChildren({ input, recall, ensureChild, go, wait }) {
      const children = await Promise.all(
        ['a', 'b'].map((key) =>
          ensureChild(childErrand, { key, input: { ...input, name: `${input.name}/${key}` }, databaseId: null }),
        ),
      )
      if (children.some((child) => child.state === 'running')) return wait(5, 'two children are on their way')
      return go(recall('gone') < 2 ? 'setOut' : 'comeHome')
    },
    async comeHome({ recall, tools, tx, go }) {
      await tools.note(tx, `came home after ${recall('gone')}`)
      return go('done')
    },
    async turnBack({ because, tools, tx, go }) {
      await tools.note(tx, 'turned back')
      return go('tellWhy', { failure: because ?? 'nobody said why' })
    },
    async tellWhy({ recall, stop }) {
      return stop(new Problem('create-failed', { because: recall('failure') }))
    },
  },
})

export async function aHost(database: Database): Promise<HostId> {
  const id = newId('ho')
  await database.read.host.create({ data: { id, name: id, certificateSerial: '1', certificateEndsAt: new Date() } })
  return id
}

export const startErrand = (database: Database, start: { host: HostId; name: string; now?: Date }) =>
  database.transaction((tx) =>
    startOperation(tx, errand, {
      input: { host: start.host, name: start.name },
      organizationId: null,
      databaseId: null,
      startedBy: system,
      ...(start.now ? { now: start.now } : {}),
    }),
  )

/** A host that does every task it is ordered. */
export async function doTasks(database: Database): Promise<void> {
  await database.read.task.updateMany({ where: { state: 'ordered', settledAt: null }, data: { state: 'succeeded' } })
}

/** Everything an errand leaves, each time counted. */
export const endOfErrands = async (database: Database) => ({
  notes: (await database.read.setting.findMany({ orderBy: { name: 'asc' } })).map(({ name, value }) => [name, value]),
  operations: await database.read.operation.groupBy({
    by: ['kind', 'state'],
    _count: true,
    orderBy: [{ kind: 'asc' }],
  }),
  openTasks: await database.read.task.count({ where: { settledAt: null } }),
  tasks: await database.read.task.count(),
  pages: (await database.read.host.findMany()).map(({ generation }) => generation),
})

export const errandCases: CrashCase<ErrandTools>[] = [
  {
    definition: errand,
    async world(database, clock) {
      const host = await aHost(database)
      return {
        tools: errandTools,
        start: () => startErrand(database, { host, name: 'milk', now: clock.now() }),
        answer: () => doTasks(database),
        end: () => endOfErrands(database),
      }
    },
  },
  {
    definition: errand,
    when: 'when nobody answers until its deadline',
    async world(database, clock) {
      const host = await aHost(database)
      const begin = clock.now().getTime()
      return {
        tools: errandTools,
        start: () => startErrand(database, { host, name: 'milk', now: clock.now() }),
        async answer() {
          if (clock.now().getTime() < begin + 45_000) clock.advance(8)
          else await doTasks(database)
        },
        async end() {
          const { notes, openTasks } = await endOfErrands(database)
          return { notes, openTasks }
        },
      }
    },
  },
  {
    definition: childErrand,
    async world(database, clock) {
      const host = await aHost(database)
      return {
        tools: errandTools,
        start: () =>
          database.transaction((tx) =>
            startOperation(tx, childErrand, {
              input: { host, name: 'bread' },
              organizationId: null,
              databaseId: null,
              startedBy: system,
              now: clock.now(),
            }),
          ),
        answer: () => doTasks(database),
        end: () => endOfErrands(database),
      }
    },
  },
]
