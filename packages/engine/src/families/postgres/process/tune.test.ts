import { sizes } from '@holdfast/shared/engines/sizes'
import { GiB, KiB, MiB, parseBytes } from '@holdfast/shared/units'
import { describe, expect, it } from 'vitest'
import { tune } from './tune.ts'

const bytes = (text: string | undefined): number =>
  parseBytes((text ?? '').replace(/kB$/, 'KiB').replace(/MB$/, 'MiB')) ?? Number.NaN

const table: [string, number, Record<string, string>][] = [
  ['micro', 1 * GiB, { max_connections: '76', shared_buffers: '128MB', max_wal_size: '128MB', wal_keep_size: '51MB' }],
  [
    'small',
    10 * GiB,
    { max_connections: '141', shared_buffers: '256MB', max_wal_size: '1280MB', wal_keep_size: '512MB' },
  ],
  ['medium', 10 * GiB, { max_connections: '271', shared_buffers: '1024MB', max_parallel_workers_per_gather: '1' }],
  ['large', 100 * GiB, { max_connections: '531', shared_buffers: '2048MB', max_slot_wal_keep_size: '16384MB' }],
  [
    'xlarge',
    1024 * GiB,
    { shared_buffers: '4096MB', max_parallel_workers_per_gather: '4', autovacuum_max_workers: '5' },
  ],
]

const sized = (name: string, storageBytes: number) => {
  const size = sizes.find((candidate) => candidate.name === name)
  if (!size) throw new Error(`there is no size ${name}`)
  return { ...size, storageBytes }
}

describe('tune', () => {
  it.each(table)('suits %s on %i bytes', (name, storageBytes, wanted) => {
    expect(tune(sized(name, storageBytes))).toMatchObject(wanted)
  })

  it.each(sizes.map(({ name }) => name))('keeps %s within its memory and its smallest volume', (name) => {
    const input = sized(name, GiB)
    const settings = tune(input)
    const active = Math.max(8, input.connectionLimit / 3)
    const worst =
      bytes(settings.shared_buffers) +
      active * bytes(settings.work_mem) +
      bytes(settings.maintenance_work_mem) +
      Number(settings.autovacuum_max_workers) * bytes(settings.autovacuum_work_mem)
    expect(worst).toBeLessThan(input.memoryBytes)
    expect(bytes(settings.work_mem)).toBeGreaterThanOrEqual(1024 * KiB)
    expect(bytes(settings.max_wal_size) + bytes(settings.wal_keep_size)).toBeLessThan(GiB / 4)
    expect(bytes(settings.max_slot_wal_keep_size)).toBeLessThanOrEqual(GiB / 4)
    expect(bytes(settings.min_wal_size)).toBeGreaterThanOrEqual(8 * MiB)
  })
})
