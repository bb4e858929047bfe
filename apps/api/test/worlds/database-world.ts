import type { OperationView } from '@holdfast/shared/contract/operation-routes'
import { type HostId, newId } from '@holdfast/shared/ids'
import type { Condition } from '@holdfast/shared/state/conditions'
import type { DesiredHost } from '@holdfast/shared/state/desired'
import type { ObservedHost } from '@holdfast/shared/state/observed'
import { takeObservation } from '../../src/agent-link/take-observation.ts'
import { desiredPage } from '../../src/hosts/desired-page.ts'
import { readPageRows } from '../../src/hosts/desired-page-store.ts'
import { saveHost } from '../../src/hosts/host-store.ts'
import { operations } from '../../src/operations/catalogue.ts'
import type { Tools } from '../../src/operations/define-operation.ts'
import type { Caller } from '../../src/people/caller.ts'
import type { Database, Tx } from '../../src/platform/database/database.ts'
import { driveOperations } from '../harness/drive-operations.ts'
import type { OperationWorld } from '../harness/every-operation-survives-crashes.ts'
import { type House, openHouse } from '../harness/house.ts'
import type { MovingClock } from '../harness/moving-clock.ts'
import { emptyPage, obedient } from '../harness/observed-pages.ts'
import { aWish } from '../harness/wishes.ts'

/** How the one host of this world answers a page; null: it says nothing. */
export type Temper = (page: DesiredHost) => Partial<ObservedHost> | null

/** Does what its page asks for. */
export const willing: Temper = obedient

/** Reads every page and cannot make instances, because of this. */
export const failing =
  (code: Condition['code'], because: string): Temper =>
  (page) => ({
    ...obedient(page),
    instances: [],
    endpoints: [],
    conditions: page.instances.map(({ instanceId }) => ({ code, subject: instanceId, because })),
  })

export const silent: Temper = () => null

/** Does what its page asks for, but for one item inside the engine. */
export const refusing =
  (item: string, because: string): Temper =>
  (page) => {
    const done = obedient(page)
    const [, name = ''] = item.split(':')
    const instances = done.instances.map((it) => {
      if (!it.access) return it
      const roles = it.access.roles.filter((role) => role.name !== name)
      return { ...it, access: { ...it.access, roles, refused: [{ item, because }] } }
    })
    return { ...done, instances }
  }

export interface DatabaseWorld {
  readonly house: House
  readonly clock: MovingClock
  readonly hostId: HostId
  readonly caller: Caller
  create(): Promise<{ operationId: string; databaseId: string }>
  /** Runs whatever is unfinished to its end, on a willing host. */
  settle(): Promise<void>
  /** A created database that its host runs. */
  createAndWait(): Promise<void>
  /** What a person does, in one transaction as the route does it. */
  act(wish: (tx: Tx) => Promise<{ operation: OperationView | null }>): Promise<{ id: string }>
  /** The host looks at its page and reports. */
  answer(temper: Temper): Promise<void>
  world(rest: { temper: Temper; start(): Promise<{ id: string }> }): OperationWorld<Tools>
}

export const houses: House[] = []

/** One organization and one roomy host, without the wire between: pages go through the agent route's own functions. */
export async function aDatabaseWorld(database: Database, clock: MovingClock): Promise<DatabaseWorld> {
  const house = await openHouse({ database, clock, hasLink: false, silentAfterMs: Number.POSITIVE_INFINITY })
  houses.push(house)
  const caller = await house.anOrganization()
  const hostId = newId('ho')
  const certificateEndsAt = new Date(0)
  await saveHost(database.read, { id: hostId, name: 'kelp-01', labels: {}, certificateSerial: '1', certificateEndsAt })
  const report = async (page: Partial<ObservedHost>) => {
    house.presence.heard(hostId)
    const observed = { ...emptyPage(hostId), ...page, observedAt: clock.now().toISOString() }
    await takeObservation(house.linkParts, { hostId, address: '127.0.0.1' }, observed)
  }
  await report({})
  const world: DatabaseWorld = {
    ...{ house, clock, hostId, caller },
    async create() {
      const created = await database.transaction((tx) => house.databases.create(tx, caller, aWish()))
      return { operationId: created.operation.id, databaseId: created.database.id }
    },
    async createAndWait() {
      await world.create()
      await world.settle()
    },
    async settle() {
      const answer = () => world.answer(willing)
      await driveOperations({ database, definitions: operations, tools: house.tools, clock, answer })
    },
    async act(wish) {
      const { operation } = await database.transaction(wish)
      return { id: operation?.id ?? '' }
    },
    async answer(temper) {
      const rows = await readPageRows(database.read, hostId)
      const page = rows && temper(desiredPage(rows, { endpointHosts: [] }))
      if (page) await report(page)
      // Nobody waits for the silent in real time.
      else clock.advance(20)
    },
    world: ({ temper, start }) => ({
      tools: house.tools,
      start,
      answer: () => world.answer(temper),
      end: () => whatIsLeft(database),
    }),
  }
  return world
}

/** Everything that operations leave in the books, without ids and times. */
async function whatIsLeft(database: Database): Promise<unknown> {
  const databases = await database.read.database.findMany({
    include: {
      ...{ instances: true, volumes: true, logins: true, endpoint: true },
      ...{ accessRoles: true, accessDatabases: true, accessExtensions: true },
    },
  })
  const runs = await database.read.operation.findMany({ orderBy: { id: 'asc' } })
  const last = await database.read.outboxEvent.findFirst({
    where: { topic: 'database' },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
  })
  return {
    databases: databases.map((it) => ({
      life: it.life,
      revision: it.revision,
      restarts: it.instances.map((instance) => instance.restarts),
      volumes: it.volumes.map((volume) => volume.state),
      logins: it.logins.length,
      isPortReleased: it.endpoint?.releasedAt !== null,
      roles: it.accessRoles.map(({ name, state, grants }) => ({ name, state, grants })),
      logicalDatabases: it.accessDatabases.map(({ name, state }) => ({ name, state })),
      extensions: it.accessExtensions.map(({ name, state }) => ({ name, state })),
    })),
    secrets: await database.read.secret.count(),
    operations: runs.map(({ kind, state, problem }) => ({
      kind,
      state,
      because: (problem as { detail?: string } | null)?.detail,
    })),
    lastView: stateOf(last?.view),
    generation: (await database.read.host.findFirstOrThrow()).generation,
  }
}

function stateOf(view: unknown): unknown {
  if (view === null || view === undefined) return null
  const { state, operationId } = view as { state?: string; operationId?: string | null }
  return { state, isBusy: operationId !== null }
}
