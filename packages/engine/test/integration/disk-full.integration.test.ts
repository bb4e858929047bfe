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
      const { status } = await instance.exec('sh', '-c', 'dd if=/dev/zero of=/volume/run/filler bs=1M; true')
      expect(status).toBe(0)
      const full = await instance.until(({ health }) => health === 'disk-full')
      expect(full.because).toMatch(/of .* are free/)
      // Writes until the engine itself has no room for its log and gives up: still the disk, still said so.
      await ask(
        instance,
        'create table too_much as select g, repeat(md5(g::text), 40) t from generate_series(1, 200000) g',
      ).catch(() => undefined)
      for (let n = 0; n < 20; n++) {
        expect((await instance.observe()).health).toBe('disk-full')
        await new Promise((later) => setTimeout(later, 100))
      }
      await instance.exec('rm', '/volume/run/filler')
      await instance.until(({ health }) => health === 'running', 90)
      expect(await ask(instance, 'select n from rows_before')).toEqual([{ n: 1 }])
    } finally {
      await instance.remove()
    }
  })
})
