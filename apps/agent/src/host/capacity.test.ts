import { mkdtemp, open, rm, statfs, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readCapacity } from './capacity.ts'

const MiB = 1024 * 1024
let pool: string
beforeEach(async () => {
  pool = await mkdtemp(join(tmpdir(), 'holdfast-pool-'))
})
afterEach(() => rm(pool, { recursive: true, force: true }))

it('promises the free room and what volumes take already, not the size of the disk', async () => {
  const image = await open(join(pool, 'sparse.img'), 'w')
  await image.truncate(4096 * MiB)
  await image.close()
  await writeFile(join(pool, 'full.img'), Buffer.alloc(192 * MiB))
  const disk = await statfs(pool)
  const { storageBytes, storageFreeBytes } = await readCapacity(pool)
  expect(storageBytes).toBeLessThanOrEqual(disk.blocks * disk.bsize)
  expect((storageBytes - storageFreeBytes) / MiB).toBeGreaterThanOrEqual(128)
  expect((storageBytes - storageFreeBytes) / MiB).toBeLessThanOrEqual(256)
})
