import { write } from 'node:fs'

/** What may wait for a slow reader before lines are dropped, in bytes. */
const queueLimit = 512 * 1024
const rememberedLimit = 4096

/**
 * Passes an engine's log on without ever blocking anybody: when the reader of the container's log is slow, output is
 * dropped and counted, so that neither the engine nor this process waits for it. Remembers the last words.
 */
export function boundedLog(descriptor: number) {
  const waiting: Buffer[] = []
  let waitingBytes = 0
  let dropped = 0
  let isWriting = false
  let remembered = ''

  const next = () => {
    const chunk = waiting.shift()
    if (!chunk) {
      isWriting = false
      return
    }
    isWriting = true
    waitingBytes -= chunk.length
    write(descriptor, chunk, 0, chunk.length, null, (error, written) => {
      // A pipe may take a part only; the rest goes first.
      if (!error && written < chunk.length) {
        waiting.unshift(chunk.subarray(written))
        waitingBytes += chunk.length - written
      }
      next()
    })
  }

  const take = (chunk: Buffer) => {
    remembered = (remembered + chunk.toString('utf8')).slice(-rememberedLimit)
    if (waitingBytes + chunk.length > queueLimit) {
      dropped += chunk.length
      return
    }
    const note = dropped > 0 ? Buffer.from(`(${dropped} bytes of log were dropped: nobody read them)\n`) : null
    dropped = 0
    for (const part of note ? [note, chunk] : [chunk]) {
      waiting.push(part)
      waitingBytes += part.length
    }
    if (!isWriting) next()
  }

  return {
    take,
    /** The newest lines, at most 4 KiB. */
    remembered: () => remembered,
    forget: () => {
      remembered = ''
    },
  }
}

export type BoundedLog = ReturnType<typeof boundedLog>
