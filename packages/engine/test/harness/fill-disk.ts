import type { EngineDescriptor } from '@holdfast/engine'
import { expect } from 'vitest'
import { ask } from './postgres-client.ts'
import { aTestInstance, type TestInstance } from './test-instance.ts'

/** Runs a test on an instance whose volume really ends, once its ballast lies. */
export const onAVolumeOf =
  (volumeBytes: number) =>
  async (engine: EngineDescriptor, test: (instance: TestInstance) => Promise<void>): Promise<void> => {
    const instance = await aTestInstance(engine, { volumeBytes })
    try {
      await instance.start()
      await instance.untilRunning()
      const laid = async () => (await instance.exec('test', '-s', '/volume/ha/ballast')).status
      await expect.poll(laid, { timeout: 30_000 }).toBe(0)
      await test(instance)
    } finally {
      await instance.remove()
    }
  }

export const words = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** What a writer is told where the disk is full. */
export const isRefusal = /No space left on device|read-only transaction/

export const rowsInto = (table: string, count: number): string =>
  `insert into ${table} select repeat(md5(n::text), 60) from generate_series(1, ${count}) n`

/**
 * Fills for as long as the log of changes gives back room, which it does once it is kept short: until it is the data that fills
 * the disk, and it stays read-only.
 */
export async function fillForGood(instance: TestInstance, table: string): Promise<void> {
  const isFull = async () => {
    const told = await fill(instance, table)
    await new Promise((later) => setTimeout(later, 3_000))
    return `${(await instance.observe()).health}, ${isRefusal.test(told) ? 'refused' : told}`
  }
  await expect.poll(isFull, { timeout: 180_000, interval: 100 }).toBe('disk-full, refused')
}

/** As fast as it can, again and again, until it is refused; gives why. */
export async function fill(instance: TestInstance, table: string): Promise<string> {
  for (let n = 0; n < 200; n++) {
    const because = await ask(instance, rowsInto(table, 20_000)).then(() => undefined, words)
    if (because !== undefined) return because
  }
  throw new Error(`the disk took everything: ${JSON.stringify(await instance.observe())}`)
}
