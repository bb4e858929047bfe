import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { boundedLog } from './bounded-log.ts'

it('passes everything on in order, remembers the end, and drops what nobody reads in time', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-log-'))
  const file = join(folder, 'log')
  const descriptor = openSync(file, 'w')
  try {
    const log = boundedLog(descriptor)
    for (let n = 0; n < 100; n++) log.take(Buffer.from(`line ${n}\n`))
    await vi.waitFor(() => expect(readFileSync(file, 'utf8')).toMatch(/^line 0\n[\s\S]*line 99\n$/))
    expect(log.remembered()).toMatch(/line 99\n$/)
    // All in one turn of the loop: nothing is written meanwhile.
    for (let n = 0; n < 20; n++) log.take(Buffer.alloc(64 * 1024, 'x'))
    await vi.waitFor(() => expect(readFileSync(file).length).toBeGreaterThan(400 * 1024))
    log.take(Buffer.from('after\n'))
    await vi.waitFor(() => expect(readFileSync(file, 'utf8')).toMatch(/\(\d+ bytes of log were dropped.*\)\nafter\n$/))
    expect(log.remembered().length).toBeLessThanOrEqual(4096)
  } finally {
    closeSync(descriptor)
    rmSync(folder, { recursive: true })
  }
})
