import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'

/** One thing that exists outside the lab's folder. It is written down before it is made, so that a crash loses none. */
export const Made = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('namespace'), name: z.string() }),
  z.object({ kind: z.literal('link'), name: z.string() }),
  /** A table of nftables, in this machine's namespace or in another one. */
  z.object({ kind: z.literal('table'), namespace: z.string().nullable(), name: z.string() }),
  z.object({ kind: z.literal('cgroup'), name: z.string() }),
  /** Mounts and loop devices of volumes below it. */
  z.object({ kind: z.literal('volumes'), folder: z.string() }),
  z.object({ kind: z.literal('folder'), path: z.string() }),
  z.object({ kind: z.literal('process'), pidFile: z.string() }),
])
export type Made = z.infer<typeof Made>

const Line = z.object({ step: z.enum(['made', 'undone']), thing: Made })

export interface Ledger {
  readonly path: string
  /** To be called before the thing is made; a thing that stands there already is not written twice. */
  note(thing: Made): void
  /** To be called after it is gone. */
  forget(thing: Made): void
  /** What may exist, the oldest first. */
  list(): Made[]
  /** Removes the ledger itself. */
  close(): void
}

const key = (thing: Made) => JSON.stringify(thing)

/** The lines without a last one that a crash cut off: nothing was made after it. */
export const wholeLines = (text: string): string => text.slice(0, text.lastIndexOf('\n') + 1)

/** What may exist after these lines. */
export function standing(text: string): Made[] {
  const things = new Map<string, Made>()
  for (const line of wholeLines(text).split('\n').filter(Boolean)) {
    const { step, thing } = Line.parse(JSON.parse(line))
    if (step === 'made') things.set(key(thing), thing)
    else things.delete(key(thing))
  }
  return [...things.values()]
}

/** An append-only file; each line is on disk before the call returns. */
export function openLedger(path: string): Ledger {
  mkdirSync(dirname(path), { recursive: true })
  if (existsSync(path)) truncateSync(path, Buffer.byteLength(wholeLines(readFileSync(path, 'utf8'))))
  const read = () => (existsSync(path) ? standing(readFileSync(path, 'utf8')) : [])
  const write = (step: 'made' | 'undone', thing: Made) => {
    appendFileSync(path, `${JSON.stringify({ step, thing })}\n`)
    const file = openSync(path, 'r')
    fsyncSync(file)
    closeSync(file)
  }
  return {
    path,
    note(thing) {
      if (!read().some((one) => key(one) === key(thing))) write('made', thing)
    },
    forget: (thing) => write('undone', thing),
    list: read,
    close: () => rmSync(path, { force: true }),
  }
}
