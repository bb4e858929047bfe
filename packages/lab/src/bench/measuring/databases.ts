import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Call } from '@holdfast/shared/client/client'
import { followOperation } from '@holdfast/shared/client/follow-operation'
import { databaseRoutes } from '@holdfast/shared/contract/database-routes'
import type { OperationView } from '@holdfast/shared/contract/operation-routes'
import pg from 'pg'

export const randomName = (): string => `lab-${randomBytes(4).toString('hex')}`

/** The URL of one of a database's endpoints with its password. */
export async function usableUrl(call: Call, database: string, endpoint: 'direct' | 'pooled'): Promise<string> {
  const revealed = await call(databaseRoutes.reveal, { params: { database } })
  const door = revealed[endpoint]
  if (!door) throw new Error(`the database has no ${endpoint} endpoint`)
  return door.url
}

/** Connects again and again until a query is answered; throws the last reason after `withinMs`. */
export async function untilAnswered(url: string, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
    client.on('error', () => undefined)
    try {
      await client.connect()
      await client.query('select 1')
      await client.end()
      return
    } catch (error) {
      await client.end().catch(() => undefined)
      if (performance.now() > deadline) throw error
      await sleep(5)
    }
  }
}

/** Deletes and waits for the end, so that one measurement does not disturb the next. */
export async function removeDatabase(call: Call, database: string): Promise<void> {
  const { revision } = await call(databaseRoutes.show, { params: { database } })
  const { operation } = await call(databaseRoutes.remove, { params: { database }, ifMatch: `"${revision}"` })
  if (operation) await untilEnded(call, operation.id)
}

export async function untilEnded(call: Call, operationId: OperationView['id']): Promise<void> {
  const { state, problem } = await followOperation({ call, operationId })
  if (state !== 'succeeded') throw new Error(`the operation ended ${state}: ${problem?.detail ?? 'without a problem'}`)
}
