import { GiB } from '@holdfast/shared/units'
import { cancelOperation } from '../../src/operation-runner/cancel-operation.ts'
import { operations } from '../../src/operations/catalogue.ts'
import { changeAccess } from '../../src/operations/change-access.ts'
import { createDatabase } from '../../src/operations/create-database.ts'
import type { Tools } from '../../src/operations/define-operation.ts'
import { deleteDatabase } from '../../src/operations/delete-database.ts'
import { eraseDatabase } from '../../src/operations/erase-database.ts'
import { growDatabase } from '../../src/operations/grow-database.ts'
import { restartDatabase } from '../../src/operations/restart-database.ts'
import { startByWish } from '../../src/operations/start-by-wish.ts'
import { undeleteDatabase } from '../../src/operations/undelete-database.ts'
import { runSchedules } from '../../src/schedules/schedules.ts'
import type { CrashCase } from '../harness/every-operation-survives-crashes.ts'
import {
  aDatabaseWorld,
  type DatabaseWorld,
  failing,
  refusing,
  silent,
  type Temper,
  willing,
} from './database-world.ts'

const change = { database: 'orders', ifMatch: '*' } as const

const creating = (when: string | undefined, temper: Temper): CrashCase<Tools> => ({
  definition: createDatabase,
  ...(when === undefined ? {} : { when }),
  async world(database, clock) {
    const world = await aDatabaseWorld(database, clock)
    return world.world({ temper, start: async () => ({ id: (await world.create()).operationId }) })
  },
})

const cancelled: CrashCase<Tools> = {
  definition: createDatabase,
  when: 'when it is cancelled',
  async world(database, clock) {
    const world = await aDatabaseWorld(database, clock)
    return world.world({
      temper: willing,
      async start() {
        const { operationId } = await world.create()
        const { caller } = world
        const actor = { kind: caller.kind, id: caller.id, name: caller.name }
        const organizationId = caller.organizationId ?? 'or_00000000000000000000'
        await database.transaction((tx) =>
          cancelOperation(tx, {
            operationId: operationId as `op_${string}`,
            organizationId,
            actor,
            definitions: operations,
          }),
        )
        return { id: operationId }
      },
    })
  },
}

/** A database that runs, or was deleted, before the operation of the case begins. */
const upon = (
  definition: CrashCase<Tools>['definition'],
  {
    when,
    before,
    start,
    temper = willing,
  }: {
    when?: string
    before?: (world: DatabaseWorld) => Promise<unknown>
    start: (world: DatabaseWorld) => Promise<{ id: string }>
    temper?: Temper
  },
): CrashCase<Tools> => ({
  definition,
  ...(when === undefined ? {} : { when }),
  async world(database, clock) {
    const world = await aDatabaseWorld(database, clock)
    await world.createAndWait()
    if (before) {
      await before(world)
      await world.settle()
    }
    return world.world({ temper, start: () => start(world) })
  },
})

const createRole = (world: DatabaseWorld) => {
  const grants = [{ database: 'orders', preset: 'read' as const }]
  const wish = { name: 'reporting', grants, replication: false, needsCertificate: true }
  return world.act((tx) => world.house.access.createRole(tx, world.caller, { database: 'orders', wish }))
}

const createLogicalDatabase = (world: DatabaseWorld) =>
  world.act((tx) => world.house.access.createLogicalDatabase(tx, world.caller, { database: 'orders', name: 'stock' }))

const removeLogicalDatabase = (world: DatabaseWorld) =>
  world.act((tx) => world.house.access.deleteLogicalDatabase(tx, world.caller, { ...change, name: 'stock' }))

/** A week later, when schedules have looked. Returns the operation of this kind that they have started. */
async function aWeekLater(world: DatabaseWorld, kind: string): Promise<{ id: string }> {
  const { database, keyring, linkParts } = world.house
  world.clock.advance(8 * 24 * 3600)
  await runSchedules({ database, clock: world.clock, keyring, log: linkParts.log, startOperation: startByWish })
  return database.read.operation.findFirstOrThrow({ where: { kind, state: 'running' }, select: { id: true } })
}

const remove = (world: DatabaseWorld) => world.act((tx) => world.house.databases.remove(tx, world.caller, change))

export const databaseCases: CrashCase<Tools>[] = [
  creating(undefined, willing),
  creating('when its image is missing', failing('image-missing', 'the image is not on the host')),
  creating('when the disk is full', failing('disk-full', 'the pool is full')),
  creating('when its container fails again and again', failing('container-failed', 'it exits at once')),
  creating('when the agent is gone', silent),
  cancelled,
  upon(deleteDatabase, { start: remove }),
  upon(restartDatabase, {
    start: (world) => world.act((tx) => world.house.databases.restart(tx, world.caller, change)),
  }),
  upon(growDatabase, {
    start: (world) =>
      world.act((tx) => world.house.databases.resize(tx, world.caller, { ...change, storageBytes: 20 * GiB })),
  }),
  upon(undeleteDatabase, {
    before: remove,
    start: (world) => world.act((tx) => world.house.databases.undelete(tx, world.caller, 'orders')),
  }),
  upon(eraseDatabase, {
    before: remove,
    start: (world) => aWeekLater(world, 'erase-database'),
  }),
  upon(changeAccess, { start: createRole }),
  upon(changeAccess, {
    when: 'when the engine refuses',
    start: createRole,
    temper: refusing('role:reporting', 'the role is there already'),
  }),
  upon(changeAccess, { when: 'when the agent is gone', start: createRole, temper: silent }),
  upon(changeAccess, {
    when: 'that removes a role',
    before: createRole,
    start: (world) =>
      world.act((tx) => world.house.access.removeRole(tx, world.caller, { ...change, role: 'reporting' })),
  }),
  upon(changeAccess, {
    when: 'that erases a logical database',
    async before(world) {
      await createLogicalDatabase(world)
      await world.settle()
      await removeLogicalDatabase(world)
    },
    start: (world) => aWeekLater(world, 'change-access'),
  }),
]
