import type { OperationView } from '@holdfast/shared/contract/operation-routes'
import { GiB } from '@holdfast/shared/units'
import type { CreateWish } from '../../src/databases/create-database.ts'
import type { Database } from '../../src/platform/database/database.ts'
import { eventually } from './containers.ts'

export const aWish = (change: Partial<CreateWish> = {}): CreateWish => ({
  name: 'orders',
  size: 'small',
  storageBytes: 10 * GiB,
  standbys: 0,
  allowedNetworks: ['0.0.0.0/0'],
  labels: {},
  ...change,
})

/** The row of an operation that has ended. */
export const ended = (database: Database, id: OperationView['id'] | undefined) =>
  eventually(async () => {
    const row = await database.read.operation.findUniqueOrThrow({ where: { id: id ?? '' } })
    if (row.state === 'running') throw new Error(`${row.kind} is still at ${row.step}: ${row.because}`)
    return row
  })
