import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { VolumeFormat } from '@holdfast/shared/state/desired'
import { z } from 'zod'
import { writeFileSafely } from '../host/write-file-safely.ts'

const Ledger = z.record(z.string(), VolumeFormat)

/** Which volumes were ever opened here. A volume in the ledger that is gone was lost: it is never made anew as if nothing had been in it. */
export interface VolumeLedger {
  has(volumeId: string): boolean
  ids(): string[]
  formatOf(volumeId: string): VolumeFormat | undefined
  add(volumeId: string, format: VolumeFormat): Promise<void>
  drop(volumeId: string): Promise<void>
}

export async function openVolumeLedger(directory: string): Promise<VolumeLedger> {
  const path = join(directory, 'volumes.json')
  const text = await readFile(path, 'utf8').catch(() => '{}')
  const entries = new Map<string, VolumeFormat>(Object.entries(Ledger.parse(JSON.parse(text))))
  let writing: Promise<void> = Promise.resolve()
  const save = (): Promise<void> => {
    // One write after the other, each with everything known by then.
    writing = writing
      .catch(() => undefined)
      .then(() => writeFileSafely({ path, content: JSON.stringify(Object.fromEntries(entries)) }))
    return writing
  }
  return {
    has: (volumeId) => entries.has(volumeId),
    ids: () => [...entries.keys()],
    formatOf: (volumeId) => entries.get(volumeId),
    async add(volumeId, format) {
      if (entries.has(volumeId)) return
      entries.set(volumeId, format)
      await save().catch((error: unknown) => {
        entries.delete(volumeId)
        throw error
      })
    },
    drop: (volumeId) => (entries.delete(volumeId) ? save() : Promise.resolve()),
  }
}
