import { open } from 'node:fs/promises'
import { join } from 'node:path'

/** The part of `global/pg_control` that says how the data was left. The numbers are PostgreSQL's `DBState`. */
const states = {
  0: 'starting',
  1: 'shut-down',
  2: 'shut-down',
  3: 'shutting-down',
  4: 'recovering',
  5: 'recovering',
  6: 'in-production',
} as const

export type DataState = (typeof states)[keyof typeof states] | 'unknown'

const stateOffset = 16

/** How the data was left, or what the engine is doing with it. `in-production` before a start means: recovery comes first. */
export async function readDataState(pgdata: string): Promise<DataState> {
  const handle = await open(join(pgdata, 'global', 'pg_control'), 'r')
  try {
    const head = Buffer.alloc(stateOffset + 4)
    await handle.read(head, 0, head.length, 0)
    return states[head.readUInt32LE(stateOffset) as keyof typeof states] ?? 'unknown'
  } finally {
    await handle.close()
  }
}
