import { catalogue } from '@holdfast/engine'
import { minStorageBytes } from '@holdfast/shared/engines/sizes'
import { describe, expect, it } from 'vitest'
import { fill, fillForGood, isRefusal, onAVolumeOf } from '../harness/fill-disk.ts'
import { ask } from '../harness/index.ts'

const onTheSmallestVolume = onAVolumeOf(minStorageBytes)

describe.each(catalogue)('$displayName on the smallest disk that is sold', (engine) => {
  it('filled by several writers at once and tidied by one large DELETE, its engine never ends', () =>
    onTheSmallestVolume(engine, async (instance) => {
      const { startedAt } = await instance.observe()
      await ask(
        instance,
        'create table kept (t text); create unlogged table loose (t text); create table third (t text)',
      )
      for (const told of await Promise.all(['kept', 'loose', 'third'].map((table) => fill(instance, table))))
        expect(told).toMatch(isRefusal)
      await fillForGood(instance, 'kept')

      // Every page is written to the log as a whole: more log than the disk has room for, were it not given back in time.
      await ask(instance, "begin read write; delete from kept where t < '8'; commit")
      // The log of that DELETE may have taken the very last room: until a checkpoint gives it back, TRUNCATE's new files are refused.
      await expect
        .poll(
          () => ask(instance, 'begin read write; truncate loose; truncate third; commit').then(() => 'done', String),
          {
            timeout: 60_000,
            interval: 1_000,
          },
        )
        .toBe('done')
      await instance.until(({ health }) => health === 'running', 120)
      await ask(instance, 'vacuum kept')
      await ask(instance, 'insert into third values (1)')
      expect((await instance.observe()).startedAt).toBe(startedAt)
      expect(await instance.log()).not.toMatch(/PANIC|xlogtemp/)
    }))
})
