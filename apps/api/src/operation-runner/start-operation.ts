import type { DatabaseId, OrganizationId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import type { z } from 'zod'
import type { Actor } from '../audit/record-audit.ts'
import type { Tx } from '../platform/database/database.ts'
import { notify } from '../platform/database/notifications.ts'
import type { OperationDefinition } from './define-operation.ts'
import {
  appendEvent,
  findLockHolder,
  insertOperation,
  listInheritedLocks,
  type OperationRow,
} from './operation-store.ts'
import { publishOperation } from './publish-operation.ts'

export interface OperationStart<Input> {
  input: Input
  organizationId: OrganizationId | null
  databaseId: DatabaseId | null
  startedBy: Actor
  parentId?: string
  /** Names a child within its parent; see `ensureChild`. */
  childKey?: string
  /** Now, unless tests say otherwise. */
  now?: Date
}

/**
 * Starts an operation in the transaction of the wish for it; a runner takes it up when that commits. Throws `database-busy` when
 * an unfinished operation excludes it. A child needs no lock that one of its ancestors holds.
 */
export async function startOperation<Input extends z.ZodType>(
  tx: Tx,
  definition: OperationDefinition<never, Input>,
  start: OperationStart<z.input<Input>>,
): Promise<OperationRow> {
  const { organizationId, databaseId, startedBy, parentId = null, childKey = null, now = new Date() } = start
  const input = definition.input.parse(start.input)
  const lockKey = await lockFor(tx, definition.exclusiveOn(input), parentId)
  const row = await insertLocked(tx, {
    kind: definition.kind,
    organizationId,
    databaseId,
    parentId,
    childKey,
    lockKey,
    input: input as object,
    memory: definition.memory.parse({}),
    step: definition.start,
    startedBy,
    startedAt: now,
    deadlineAt: new Date(now.getTime() + definition.finishWithin * 1000),
  })
  await appendEvent(tx, row, { at: now, move: 'started', step: row.step, next: row.step, because: null })
  await publishOperation(tx, row, definition)
  await notify(tx, 'operation', row.id)
  return row
}

const lockFor = async (tx: Tx, wanted: string | null, parentId: string | null): Promise<string | null> => {
  if (wanted === null || parentId === null) return wanted
  const inherited = await listInheritedLocks(tx, parentId)
  return inherited.includes(wanted) ? null : wanted
}

const insertLocked = async (tx: Tx, it: Parameters<typeof insertOperation>[1]): Promise<OperationRow> => {
  // The holder may end between the refusal and the question who it is; then the lock is free.
  for (let attempt = 0; attempt < 3; attempt++) {
    const row = await insertOperation(tx, it)
    if (row) return row
    const holder = it.lockKey === null ? null : await findLockHolder(tx, it.lockKey)
    if (holder) throw new Problem('database-busy', { operationId: holder.id, kind: holder.kind })
  }
  throw new Problem('database-busy', { operationId: 'unknown', kind: it.kind })
}
