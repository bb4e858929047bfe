import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { awaitNoLeftovers } from './run-engine.ts'

it('lets nothing begin beside a process that an earlier life left behind', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-leftover-'))
  const path = join(folder, 'engine')
  await copyFile('/bin/sleep', path)
  const left = spawn(path, ['30'])
  try {
    await once(left, 'spawn')
    await expect(awaitNoLeftovers({ path, leftoverLimit: 50 })).rejects.toThrow(`processes ${left.pid} outlived`)
    left.kill('SIGKILL')
    await awaitNoLeftovers({ path, leftoverLimit: 5_000 })
  } finally {
    left.kill('SIGKILL')
    await rm(folder, { recursive: true })
  }
})
