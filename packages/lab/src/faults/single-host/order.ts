import { setTimeout as sleep } from 'node:timers/promises'
import { ApiProblem } from '@holdfast/shared/client/api-problem'
import type { Call } from '@holdfast/shared/client/client'
import { databaseRoutes } from '@holdfast/shared/contract/database-routes'
import { type OperationDetail, operationRoutes } from '@holdfast/shared/contract/operation-routes'

type DatabaseId = NonNullable<OperationDetail['databaseId']>
type OperationId = OperationDetail['id']

/** How an operation ended, as a person is told. */
export interface Ending {
  readonly kind: string
  readonly name: string
  readonly state: string
  /** What went wrong; null when nothing did. */
  readonly problem: { readonly code: string; readonly detail: string } | null
}

const endsWithinMs = 400_000

/** Follows an operation to its end, through whatever happens to the replicas. */
export async function followToEnd(call: Call, operationId: OperationId): Promise<Ending> {
  for (const from = Date.now(); ; await sleep(200)) {
    const seen = await call(operationRoutes.show, { params: { operationId } })
    if (seen.state !== 'running') return endingOf(seen)
    if (Date.now() - from > endsWithinMs)
      throw new Error(`${seen.kind} of ${seen.subject} does not end; its step ${seen.step} waits: ${seen.because}`)
  }
}

const endingOf = ({ kind, subject, state, problem }: OperationDetail): Ending => ({
  kind,
  name: subject ?? '',
  state,
  problem: problem && { code: problem.code, detail: problem.detail },
})

type Order = 'restart' | 'remove' | 'undelete'

const kinds = { restart: 'restart-database', remove: 'delete-database', undelete: 'undelete-database' } as const

/**
 * Gives an order about a database that has no unfinished operation, and follows it. An order whose answer got lost is not given
 * twice: what it started is looked for.
 */
export async function carryOut(call: Call, order: Order, databaseId: DatabaseId): Promise<Ending> {
  const before = new Set(await listOf(call, databaseId, kinds[order]))
  for (;;) {
    try {
      const operationId = await give(call, order, databaseId)
      return await followToEnd(call, operationId)
    } catch (error) {
      const mayBeOurs =
        error instanceof ApiProblem && ['version-conflict', 'database-busy', 'database-deleted'].includes(error.code)
      if (!mayBeOurs) throw error
      const started = (await listOf(call, databaseId, kinds[order])).find((id) => !before.has(id))
      if (started) return followToEnd(call, started)
      if (error.code !== 'version-conflict') throw error
    }
  }
}

async function give(call: Call, order: Order, database: DatabaseId): Promise<OperationId> {
  const params = { database }
  if (order === 'undelete') return operationOf(await call(databaseRoutes.undelete, { params }))
  const { revision } = await call(databaseRoutes.show, { params })
  return operationOf(await call(databaseRoutes[order], { params, ifMatch: `"${revision}"` }))
}

function operationOf({ operation }: { operation: { id: OperationId } | null }): OperationId {
  if (!operation) throw new Error('the order started no operation')
  return operation.id
}

async function listOf(call: Call, databaseId: DatabaseId, kind: string): Promise<OperationId[]> {
  const { items } = await call(operationRoutes.list, { query: { databaseId, kind, limit: 100 } })
  return items.map(({ id }) => id)
}
