import type { Socket } from 'node:net'

export type Relay = {
  client: Socket
  target: Socket
  /** What the client said before it had a target. */
  prelude: Buffer
  halfClosedMs: number
  /** The target ended the connection before the client did. */
  onTargetLeft: () => void
  onClosed: () => void
}

/**
 * Passes bytes both ways, unread, until both halves have ended. Node's pipe carries back-pressure; each end of a half is passed on as
 * such. Returns a function that cuts the connection with a reset, so that a pooled client notices at once.
 */
export function relay({ client, target, prelude, halfClosedMs, onTargetLeft, onClosed }: Relay): () => void {
  let isClosed = false
  let timer: NodeJS.Timeout | undefined
  const close = (cut: (socket: Socket) => void) => {
    if (isClosed) return
    isClosed = true
    clearTimeout(timer)
    cut(client)
    cut(target)
    onClosed()
  }
  const reset = () => close((socket) => socket.resetAndDestroy())
  const closeQuietly = () => {
    if (client.destroyed && target.destroyed) close((socket) => socket.destroy())
  }
  client.on('error', reset)
  target.on('error', () => {
    onTargetLeft()
    reset()
  })
  target.once('end', () => {
    if (!client.readableEnded) onTargetLeft()
    timer = setTimeout(reset, halfClosedMs)
  })
  client.once('close', closeQuietly)
  target.once('close', closeQuietly)
  target.write(prelude)
  if (client.readableEnded) target.end()
  client.pipe(target)
  target.pipe(client)
  return reset
}
