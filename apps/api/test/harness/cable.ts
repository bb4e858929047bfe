import { connect, createServer, type Socket } from 'node:net'

/** A cable between the api and a real store, which a test can cut. */
export interface Cable {
  readonly port: number
  cut(): void
  mend(): void
  close(): Promise<void>
}

export async function layCable(target: { host: string; port: number }): Promise<Cable> {
  const ends = new Set<Socket>()
  let isCut = false
  const listener = createServer((near) => {
    if (isCut) return near.destroy()
    const far = connect(target.port, target.host)
    for (const end of [near, far]) {
      ends.add(end)
      end.on('error', () => end.destroy())
      end.on('close', () => {
        ends.delete(end)
        near.destroy()
        far.destroy()
      })
    }
    near.pipe(far).pipe(near)
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const address = listener.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    cut() {
      isCut = true
      for (const end of ends) end.destroy()
    },
    mend() {
      isCut = false
    },
    close() {
      for (const end of ends) end.destroy()
      return new Promise((resolve) => listener.close(() => resolve()))
    },
  }
}
