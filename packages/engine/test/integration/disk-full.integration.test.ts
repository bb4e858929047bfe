import { catalogue } from '@holdfast/engine'
import { MiB } from '@holdfast/shared/units'
import { describe, expect, it } from 'vitest'
import { ask, aTestInstance } from '../harness/index.ts'

describe.each(catalogue)('$displayName on a full disk', (engine) => {
  it('is called disk-full, not crashed, keeps its rows, and comes back when there is room', async () => {
    const instance = await aTestInstance(engine, { volumeBytes: 400 * MiB })
    try {
      await instance.start()
      await instance.untilRunning()
      await ask(instance, 'create table rows_before (n int); insert into rows_before values (1)')
      await instance.exec('sh', '-c', 'for n in $(seq 100); do test -s /volume/ha/ballast && break; sleep 0.1; done')
      const { status } = await instance.exec('sh', '-c', 'dd if=/dev/zero of=/volume/run/filler bs=1M; true')
      expect(status).toBe(0)
      const full = await instance.until(({ health }) => health === 'disk-full')
      expect(full.because).toMatch(/of .* are free/)
      // Writes until the engine itself has no room for its log and gives up: still the disk, still said so.
      const log = "select pg_logical_emit_message(false, 'hf', repeat('x', 1000000)) from generate_series(1, 100)"
      await ask(instance, log).catch(() => undefined)
      for (let n = 0; n < 20; n++) {
        expect((await instance.observe()).health).toBe('disk-full')
        await new Promise((later) => setTimeout(later, 100))
      }
      // The ballast was let go for this: somebody can come in and tidy, and is not told that all is well.
      const look = () => ask(instance, 'select n from rows_before').catch(() => undefined)
      await expect.poll(look, { timeout: 60_000, interval: 500 }).toEqual([{ n: 1 }])
      expect(await instance.observe()).toMatchObject({ health: 'disk-full' })
      expect((await instance.exec('test', '-e', '/volume/ha/ballast')).status).toBe(1)
      await instance.exec('rm', '/volume/run/filler')
      await instance.until(({ health }) => health === 'running', 90)
      const laid = async () => (await instance.exec('test', '-s', '/volume/ha/ballast')).status
      await expect.poll(laid, { timeout: 10_000 }).toBe(0)
      expect(await ask(instance, 'select n from rows_before')).toEqual([{ n: 1 }])
    } finally {
      await instance.remove()
    }
  })
})
