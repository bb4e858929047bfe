import { type FileHandle, open } from 'node:fs/promises'
import { KiB, MiB } from '@holdfast/shared/units'
import { runProgram } from '../host/run-program.ts'

/** What is compared and written at once: no file system has smaller blocks, and holes in a sparse file say nothing about theirs. */
const pieceBytes = KiB
const chunkBytes = MiB
const limitMs = 30 * 60_000
/** Before each piece: where it belongs. */
const headBytes = 8

interface Span {
  readonly at: number
  readonly end: number
}

/** Where a sparse file holds something, as its file system tells; more than it needs is told, never less. */
async function spansOf(path: string): Promise<Span[]> {
  const told = await runProgram('filefrag', ['-s', '-v', `-b${pieceBytes}`, path], { limitMs })
  const spans = [...told.matchAll(/^\s*\d+:\s+(\d+)\.\.\s*(\d+):/gm)].map(([, first, last]) => ({
    at: Number(first) * pieceBytes,
    end: (Number(last) + 1) * pieceBytes,
  }))
  if (spans.length === 0) throw new Error('a copy of metadata holds nothing')
  return spans
}

interface Copies {
  readonly before: string
  readonly after: string
  readonly redo: string
}

/** Writes every piece that differs, with its place, and makes that durable. */
export async function writeChanges({ before, after, redo }: Copies): Promise<void> {
  const spans = [...(await spansOf(before)), ...(await spansOf(after))]
  await withFile(before, 'r', (old) =>
    withFile(after, 'r', (fresh) =>
      withFile(redo, 'w', async (changes) => {
        for (const span of spans)
          for (let at = span.at; at < span.end; at += chunkBytes) {
            const length = Math.min(chunkBytes, span.end - at)
            const pieces = differing(await readAt(old, at, length), await readAt(fresh, at, length))
            for (const { from, bytes } of pieces) await changes.appendFile(withPlace(at + from, bytes))
          }
        await changes.sync()
      }),
    ),
  )
}

/** Pieces of `after` that are not as they were. Pure. */
export function differing(before: Buffer, after: Buffer): { from: number; bytes: Buffer }[] {
  const pieces = []
  for (let from = 0; from < after.length; from += pieceBytes) {
    const bytes = after.subarray(from, from + pieceBytes)
    if (!bytes.equals(before.subarray(from, from + pieceBytes))) pieces.push({ from, bytes })
  }
  return pieces
}

/** Writes each piece at its place. May be done again. */
export async function writeOver(redo: string, image: string): Promise<void> {
  await withFile(redo, 'r', (changes) =>
    withFile(image, 'r+', async (file) => {
      const record = Buffer.alloc(headBytes + pieceBytes)
      for (let here = 0; ; here += record.length) {
        const { bytesRead } = await changes.read(record, 0, record.length, here)
        if (bytesRead === 0) break
        if (bytesRead !== record.length) throw new Error('the prepared growth is cut off')
        await file.write(record, headBytes, pieceBytes, Number(record.readBigUInt64LE(0)))
      }
      await file.sync()
    }),
  )
}

function withPlace(at: number, bytes: Buffer): Buffer {
  const head = Buffer.alloc(headBytes)
  head.writeBigUInt64LE(BigInt(at))
  return Buffer.concat([head, bytes])
}

/** Beyond the end of a file there are zeros. */
async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  await file.read(bytes, 0, length, at)
  return bytes
}

async function withFile<Result>(
  path: string,
  flags: string,
  work: (file: FileHandle) => Promise<Result>,
): Promise<Result> {
  const file = await open(path, flags, 0o600)
  return work(file).finally(() => file.close())
}
