import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Restraint } from '../../../instance-manager/disk-ladder.ts'

/** Three 64-bit numbers that the library in every process of the engine reads; see `image/growth-gate.c`. */
const numbers = 3
const library = '/opt/holdfast/growth-gate.so'

/** The gate before the growth of data files: what the engine's processes are refused while little room is left. */
export function growthGate(folder: string) {
  const path = join(folder, 'growth-gate')
  return {
    environment: { LD_PRELOAD: library, HOLDFAST_GROWTH_GATE: path },
    /** Wide open, before the engine starts. */
    make: async (): Promise<void> => {
      const file = await open(path, 'w', 0o600)
      await file.write(Buffer.alloc(numbers * 8), 0).finally(() => file.close())
    },
    /** Rejects when nobody listens: an image without the library would only seem guarded. */
    set: async ([data, last]: Restraint['floors']): Promise<void> => {
      const file = await open(path, 'r+')
      try {
        const now = Buffer.alloc(numbers * 8)
        await file.read(now, 0, now.length, 0)
        if (now.readBigUInt64LE(0) !== 1n) throw new Error('the engine does not listen to the gate before its growth')
        const floors = Buffer.alloc(16)
        floors.writeBigUInt64LE(BigInt(data), 0)
        floors.writeBigUInt64LE(BigInt(last), 8)
        await file.write(floors, 0, floors.length, 8)
      } finally {
        await file.close()
      }
    },
  }
}
