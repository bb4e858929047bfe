import { catalogue } from '@holdfast/engine'
import { MiB } from '@holdfast/shared/units'
import { describe, expect, it } from 'vitest'
import { fillForGood, onAVolumeOf, rowsInto, words } from '../harness/fill-disk.ts'
import { ask } from '../harness/index.ts'

const onASmallVolume = onAVolumeOf(400 * MiB)

/** Filling takes as long as the disk is slow. */
const patience = 240_000

describe.each(catalogue)('$displayName on a disk that fills', { timeout: patience }, (engine) => {
  it('filled by its tenant it refuses growth, lives on, and is healed by deleting', () =>
    onASmallVolume(engine, async (instance) => {
      const { startedAt } = await instance.observe()
      await ask(
        instance,
        'create table kept (n int); insert into kept values (1); create unlogged table loose (t text)',
      )
      await fillForGood(instance, 'loose')
      const full = await instance.until(({ disk }) => disk.rung === 'read-only')
      expect(full.health).toBe('disk-full')
      expect(full.because).toMatch(/% of .* are in use: transactions begin read-only/)

      // Who says read write for itself still cannot grow, but can delete.
      expect(await ask(instance, 'insert into kept values (2)').catch(words)).toMatch(/read-only transaction/)
      expect(await ask(instance, `begin read write; ${rowsInto('loose', 200_000)}`).catch(words)).toMatch(
        /No space left on device/,
      )
      await ask(instance, 'begin read write; truncate loose; commit')
      await instance.until(({ health }) => health === 'running')
      await ask(instance, 'insert into kept values (2)')
      expect((await instance.observe()).startedAt).toBe(startedAt)
      expect(await instance.log()).not.toMatch(/PANIC/)
    }))

  it('filled from outside to the last block it is called disk-full, keeps its rows, and comes back when there is room', () =>
    onASmallVolume(engine, async (instance) => {
      await ask(instance, 'create table rows_before (n int); insert into rows_before values (1)')
      const most = 'fallocate -l $(($(df --output=avail -B1 /volume | tail -1) - 4194304)) /volume/run/filler'
      expect(
        await instance.exec('sh', '-c', `${most} && dd if=/dev/zero of=/volume/run/rest bs=64k; true`),
      ).toMatchObject({ status: 0 })
      const full = await instance.until(({ health }) => health === 'disk-full')
      expect(full.because).toMatch(/are in use/)
      // Even the log of changes is pressed hard: whether the engine comes through or begins anew, it is the disk, and said so.
      const log = "select pg_logical_emit_message(false, 'hf', repeat('x', 1000000)) from generate_series(1, 50)"
      await ask(instance, log).catch(() => undefined)
      for (let n = 0; n < 20; n++) {
        expect((await instance.observe()).health).toBe('disk-full')
        await new Promise((later) => setTimeout(later, 100))
      }
      const look = () => ask(instance, 'select n from rows_before').catch(() => undefined)
      await expect.poll(look, { timeout: 60_000, interval: 500 }).toEqual([{ n: 1 }])
      expect(await instance.observe()).toMatchObject({ health: 'disk-full' })
      await instance.exec('rm', '/volume/run/filler', '/volume/run/rest')
      await instance.until(({ health }) => health === 'running', 90)
      const laid = async () => (await instance.exec('test', '-s', '/volume/ha/ballast')).status
      await expect.poll(laid, { timeout: 30_000 }).toBe(0)
      expect(await ask(instance, 'select n from rows_before')).toEqual([{ n: 1 }])
    }))
})
