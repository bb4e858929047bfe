import { Problem } from '@holdfast/shared/problems/problem'
import type { Actor } from '../audit/record-audit.ts'
import type { Tx } from '../platform/database/database.ts'
import { notify } from '../platform/database/notifications.ts'
import type { OperationDefinition } from './define-operation.ts'
import { appendEvent, findOperation, type OperationRow, saveCancelRequest } from './operation-store.ts'
import { publishOperation } from './publish-operation.ts'

export interface CancelWish {
  operationId: string
  organizationId: string | null
  actor: Actor
  definitions: readonly OperationDefinition[]
  now?: Date
}

/**
 * Asks an operation to stop. Once accepted it is certain: a step that runs just now cannot commit any more. Asking again changes
 * nothing. Throws `not-found`, or `operation-not-cancellable` when it has ended or its step leads only forward.
 */
export async function cancelOperation(tx: Tx, wish: CancelWish): Promise<OperationRow> {
  const { operationId, organizationId, actor, definitions, now = new Date() } = wish
  // The runner may commit in between; then the question is asked about the next step.
  for (let attempt = 0; attempt < 20; attempt++) {
    const row = await findOperation(tx, operationId)
    if (!row || row.organizationId !== organizationId) throw new Problem('not-found', { subject: operationId })
    if (row.cancelRequestedAt !== null) return row
    const definition = definitions.find(({ kind }) => kind === row.kind)
    if (row.state !== 'running' || !definition?.mayCancelAt.includes(row.step))
      throw new Problem('operation-not-cancellable', { step: row.step })
    const saved = await saveCancelRequest(tx, row, now)
    if (!saved) continue
    const because = `asked by ${actor.name}`
    await appendEvent(tx, saved, { at: now, move: 'cancel-requested', step: row.step, next: null, because })
    await publishOperation(tx, saved, definition)
    await notify(tx, 'operation', row.id)
    return saved
  }
  throw new Problem('unavailable', { because: 'the operation moves on faster than it can be asked' })
}
