import { connect, type Socket } from 'node:net'

export interface AskedPage {
  readonly path: string
  readonly token: string
  /** Words that a right answer holds. */
  readonly holds: string
}

export interface Reading {
  readonly url: string
  /** Kept connections; each asks for the next page as soon as it has its answer. */
  readonly concurrency: number
  readonly milliseconds: number
  readonly next: () => AskedPage
}

export interface ReadTimes {
  readonly seconds: number
  /** Of each answered read, in milliseconds. */
  readonly times: number[]
}

const endOfHead = Buffer.from('\r\n\r\n')

/** Reads pages over kept connections until the time is over. Throws at the first answer that is not the page that was asked for. */
export async function readOverAndOver({ url, concurrency, milliseconds, next }: Reading): Promise<ReadTimes> {
  const { hostname, port, host } = new URL(url)
  const times: number[] = []
  const began = performance.now()
  const until = began + milliseconds
  const one = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true })
      readAlong(socket, { host, next, until, times })
        .then(resolve, reject)
        .finally(() => socket.destroy())
    })
  await Promise.all(Array.from({ length: concurrency }, one))
  return { seconds: (performance.now() - began) / 1000, times }
}

type Along = { host: string; next: () => AskedPage; until: number; times: number[] }

function readAlong(socket: Socket, { host, next, until, times }: Along): Promise<void> {
  return new Promise((resolve, reject) => {
    let asked = next()
    let askedAt = 0
    let held: Buffer = Buffer.alloc(0)
    const ask = () => {
      asked = next()
      askedAt = performance.now()
      socket.write(
        `GET ${asked.path} HTTP/1.1\r\nhost: ${host}\r\naccept: application/json\r\nauthorization: Bearer ${asked.token}\r\n\r\n`,
      )
    }
    socket.once('connect', ask)
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('the api closed a connection')))
    socket.on('data', (chunk) => {
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk])
      const bodyAt = held.indexOf(endOfHead) + endOfHead.length
      if (bodyAt < endOfHead.length) return
      const head = held.toString('latin1', 0, bodyAt)
      const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? Number.NaN)
      if (held.length < bodyAt + length) return
      const body = held.toString('utf8', bodyAt)
      if (!head.startsWith('HTTP/1.1 200') || !body.includes(asked.holds))
        return void reject(new Error(`${asked.path} was answered with ${head}${body.slice(0, 500)}`))
      held = Buffer.alloc(0)
      const now = performance.now()
      times.push(now - askedAt)
      if (now < until) ask()
      else resolve()
    })
  })
}
