import { newId, type OperationId } from '@holdfast/shared/ids'
import type { Tx } from '../platform/database/database.ts'
import { type Operation, type OperationEvent, Prisma } from '../platform/database/generated/client.ts'

export type OperationRow = Operation
export type OperationEventRow = OperationEvent

export interface NewOperation {
  kind: string
  organizationId: string | null
  databaseId: string | null
  parentId: string | null
  childKey: string | null
  lockKey: string | null
  input: object
  memory: object
  step: string
  startedBy: object
  startedAt: Date
  deadlineAt: Date
}

/** Inserts a running operation; undefined when an unfinished one holds its lock key (this waits for that one's transaction). */
export async function insertOperation(tx: Tx, it: NewOperation): Promise<OperationRow | undefined> {
  const id: OperationId = newId('op', it.startedAt.getTime())
  const inserted = await tx.$executeRaw`
    INSERT INTO "operation" ("id", "kind", "organization_id", "database_id", "parent_id", "child_key", "lock_key", "input", "memory",
      "step", "started_by", "started_at", "deadline_at", "wake_at")
    VALUES (${id}, ${it.kind}, ${it.organizationId}, ${it.databaseId}, ${it.parentId}, ${it.childKey}, ${it.lockKey},
      ${JSON.stringify(it.input)}::jsonb, ${JSON.stringify(it.memory)}::jsonb, ${it.step}, ${JSON.stringify(it.startedBy)}::jsonb,
      ${it.startedAt}, ${it.deadlineAt}, ${it.startedAt})
    ON CONFLICT ("lock_key") WHERE "state" = 'running' DO NOTHING`
  return inserted === 1 ? tx.operation.findUniqueOrThrow({ where: { id } }) : undefined
}

export const findOperation = (tx: Tx, id: string): Promise<OperationRow | null> =>
  tx.operation.findUnique({ where: { id } })

export const findLockHolder = (tx: Tx, lockKey: string): Promise<OperationRow | null> =>
  tx.operation.findFirst({ where: { lockKey, state: 'running' } })

/** Lock keys that the operation's ancestors hold; its own key is free for it when it is among them. */
export async function listInheritedLocks(tx: Tx, parentId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ lock_key: string }[]>`
    WITH RECURSIVE ancestor AS (
      SELECT "id", "parent_id", "lock_key" FROM "operation" WHERE "id" = ${parentId}
      UNION ALL
      SELECT o."id", o."parent_id", o."lock_key" FROM "operation" o JOIN ancestor a ON o."id" = a."parent_id"
    )
    SELECT "lock_key" FROM ancestor WHERE "lock_key" IS NOT NULL`
  return rows.map((row) => row.lock_key)
}

export const findChild = (tx: Tx, childKey: string): Promise<OperationRow | null> =>
  tx.operation.findUnique({ where: { childKey } })

export const listChildren = (tx: Tx, parentId: string): Promise<OperationRow[]> =>
  tx.operation.findMany({ where: { parentId }, orderBy: { id: 'asc' } })

export interface Claim {
  id: string
  owner: string
  now: Date
  leaseUntil: Date
  /** Takes it before its time has come: somebody told of a change. */
  isEarly: boolean
}

/** Takes the lease of an unfinished operation that nobody else works on. */
export async function claimOperation(tx: Tx, claim: Claim): Promise<OperationRow | undefined> {
  const { id, owner, now, leaseUntil, isEarly } = claim
  const rows = await tx.operation.updateManyAndReturn({
    where: {
      id,
      state: 'running',
      OR: [{ leaseUntil: null }, { leaseUntil: { lte: now } }],
      ...(isEarly ? {} : { wakeAt: { lte: now } }),
    },
    data: { leaseOwner: owner, leaseUntil },
  })
  return rows[0]
}

/** The operation as it is now, while this owner still holds its lease. */
export const findHeld = (tx: Tx, id: string, owner: string): Promise<OperationRow | null> =>
  tx.operation.findFirst({ where: { id, leaseOwner: owner, state: 'running' } })

export async function releaseLease(tx: Tx, id: string, owner: string): Promise<void> {
  await tx.operation.updateMany({ where: { id, leaseOwner: owner }, data: { leaseOwner: null, leaseUntil: null } })
}

/** What a commit of the runner changes; an absent field stays. */
export interface Changes {
  state?: 'succeeded' | 'failed' | 'cancelled'
  step?: string
  visit?: number
  because?: string | null
  progress?: object | null
  problem?: object | null
  memory?: object
  leaseOwner?: null
  leaseUntil: Date | null
  wakeAt: Date | null
  attempts?: number
  isCancelled?: boolean
  overdueAt?: Date
  deadlineAt?: Date
  finishedAt?: Date
}

/** The compare-and-set: undefined when the row has moved on, or somebody else holds the lease, and then nothing is written. */
export async function saveChanges(tx: Tx, row: OperationRow, changes: Changes): Promise<OperationRow | undefined> {
  const { progress, problem, ...rest } = changes
  const rows = await tx.operation.updateManyAndReturn({
    where: { id: row.id, revision: row.revision, leaseOwner: row.leaseOwner, state: 'running' },
    data: {
      ...rest,
      ...(progress === undefined ? {} : { progress: progress ?? Prisma.DbNull }),
      ...(problem === undefined ? {} : { problem: problem ?? Prisma.DbNull }),
      revision: row.revision + 1,
    },
  })
  return rows[0]
}

/** Notes the wish to cancel; the new revision makes the commit of a step that runs just now fail, so the wish is seen in time. */
export async function saveCancelRequest(tx: Tx, row: OperationRow, now: Date): Promise<OperationRow | undefined> {
  const rows = await tx.operation.updateManyAndReturn({
    where: { id: row.id, revision: row.revision, state: 'running' },
    data: { cancelRequestedAt: now, revision: row.revision + 1 },
  })
  return rows[0]
}

export interface NewEvent {
  move: 'started' | 'went' | 'waited' | 'stopped' | 'cancel-requested' | 'overdue' | 'failed-and-retried'
  step: string
  next: string | null
  because: string | null
}

export async function appendEvent(tx: Tx, row: OperationRow, event: NewEvent & { at: Date }): Promise<void> {
  await tx.operationEvent.create({
    data: { operationId: row.id, revision: row.revision, ...event },
    select: { id: true },
  })
}

/** How often the operation has entered a step. */
export const countVisits = (tx: Tx, operationId: string, step: string): Promise<number> =>
  tx.operationEvent.count({ where: { operationId, next: step } })

export const listEvents = (tx: Tx, operationId: string): Promise<OperationEventRow[]> =>
  tx.operationEvent.findMany({ where: { operationId }, orderBy: { id: 'asc' }, take: 1000 })

/** Unfinished operations whose time has come and that nobody works on, longest due first. */
export async function listDue(tx: Tx, now: Date, limit: number): Promise<string[]> {
  const rows = await tx.operation.findMany({
    where: { state: 'running', wakeAt: { lte: now }, OR: [{ leaseUntil: null }, { leaseUntil: { lte: now } }] },
    orderBy: { wakeAt: 'asc' },
    take: limit,
    select: { id: true },
  })
  return rows.map((row) => row.id)
}

export async function listUnfinished(tx: Tx): Promise<string[]> {
  const rows = await tx.operation.findMany({
    where: { state: 'running' },
    orderBy: { id: 'asc' },
    select: { id: true },
  })
  return rows.map((row) => row.id)
}

/** Median seconds of the last 20 of this kind that succeeded; null when there are fewer than 5. */
export async function findUsualSeconds(tx: Tx, kind: string): Promise<number | null> {
  const [row] = await tx.$queryRaw<{ usual: number | null }[]>`
    SELECT CASE WHEN count(*) >= 5 THEN percentile_cont(.5) WITHIN GROUP (ORDER BY "seconds") END::float8 AS "usual"
    FROM (
      SELECT extract(epoch FROM "finished_at" - "started_at") AS "seconds" FROM "operation"
      WHERE "kind" = ${kind} AND "finished_at" IS NOT NULL AND "state" = 'succeeded'
      ORDER BY "finished_at" DESC LIMIT 20
    ) latest`
  return row?.usual ?? null
}

export interface OperationFilter {
  organizationId: string
  databaseId?: string | undefined
  state?: string | undefined
  kind?: string | undefined
  /** Operations older than this id. */
  before?: string | undefined
  limit: number
}

/** Newest first. */
export const listOperations = (tx: Tx, filter: OperationFilter): Promise<OperationRow[]> => {
  const { organizationId, databaseId, state, kind, before, limit } = filter
  return tx.operation.findMany({
    where: {
      organizationId,
      ...(databaseId === undefined ? {} : { databaseId }),
      ...(state === undefined ? {} : { state }),
      ...(kind === undefined ? {} : { kind }),
      ...(before === undefined ? {} : { id: { lt: before } }),
    },
    orderBy: { id: 'desc' },
    take: limit,
  })
}
