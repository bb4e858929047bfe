import { GiB } from '@holdfast/shared/units'
import { expect, it } from 'vitest'
import { quotaPlan } from './quota-plan.ts'

const limit = { databases: 2, cpus: 2, memoryBytes: 4 * GiB, storageBytes: 20 * GiB, connections: 100 }
const used = { databases: 1, cpus: 1.5, memoryBytes: GiB, storageBytes: 15 * GiB, connections: 60 }
const sizes = [{ name: 'small', cpus: 1, memoryBytes: 2 * GiB, connectionLimit: 40, room: 3 }]
const plan = (storageBytes: string) =>
  quotaPlan({ limit, used }, { name: 'x', size: 'small', storageBytes, version: '' }, sizes)

it('says of each part of the quota what a database takes, what is left, and whether it fits', () => {
  expect(plan('5')).toEqual([
    { kind: 'databases', takes: 1, left: 1, fits: true },
    { kind: 'cpus', takes: 1, left: 0.5, fits: false },
    { kind: 'memoryBytes', takes: 2 * GiB, left: 3 * GiB, fits: true },
    { kind: 'storageBytes', takes: 5 * GiB, left: 5 * GiB, fits: true },
    { kind: 'connections', takes: 40, left: 40, fits: true },
  ])
  expect(plan('6').find(({ kind }) => kind === 'storageBytes')?.fits).toBe(false)
  expect(plan('').find(({ kind }) => kind === 'storageBytes')?.takes).toBe(0)
})
