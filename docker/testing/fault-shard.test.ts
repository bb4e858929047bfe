import { describe, expect, it } from 'vitest'
import { filesOfShard, SHARDS, shardOf } from './fault-shard.ts'

describe('fault suites', () => {
  it('are dealt out so that every file is in exactly one shard', () => {
    const files = Array.from({ length: 21 }, (_, index) => `suite-${index}.fault.test.ts`)
    const shards = Array.from({ length: SHARDS }, (_, shard) => filesOfShard(files, shard))
    expect(shards.flat().sort()).toEqual([...files].sort())
  })

  it('are chosen by the commit, the same for the same commit', () => {
    const commit = '827073c1d2e3f405162738495a6b7c8d9e0f1a2b'
    expect(shardOf(commit)).toBe(shardOf(commit))
    expect(shardOf(commit)).toBeLessThan(SHARDS)
    expect(shardOf('0')).toBe(0)
  })
})
