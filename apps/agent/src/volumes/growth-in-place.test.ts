import { GiB, KiB } from '@holdfast/shared/units'
import { expect, it } from 'vitest'
import { differing } from './changed-bytes.ts'
import { type GroupTable, reachOf } from './ext4-superblock.ts'

/** As mke2fs makes a volume of 1 GiB: its reserve is for a thousand times its size. */
const table: GroupTable = {
  blocks: GiB / (4 * KiB),
  blockBytes: 4 * KiB,
  blocksPerGroup: 32_768,
  descriptorBytes: 64,
  reserved: 127,
}

it('a file system grows in place as far as its reserve goes, whatever it has used of that', () => {
  expect(reachOf(table)).toBe(1024 * GiB)
  expect(reachOf({ ...table, blocks: (512 * GiB) / (4 * KiB), reserved: 64 })).toBe(1024 * GiB)
})

it('writes down only what differs, block by block, zeros among it', () => {
  const before = Buffer.alloc(5 * KiB, 1)
  const after = Buffer.from(before)
  after.fill(0, KiB, 2 * KiB)
  after[4 * KiB + 7] = 9
  expect(differing(before, after).map(({ from, bytes }) => [from, bytes.length])).toEqual([
    [KiB, KiB],
    [4 * KiB, KiB],
  ])
  expect(differing(before, before)).toEqual([])
})
