import { connect } from 'node:net'

export interface PoolerQuestion {
  readonly socketPath: string
  readonly login: string
  readonly database: string
  /** A command of the pooler's administration: PAUSE, RESUME, RELOAD. */
  readonly command: string
  readonly limitMs: number
}

const startup = (login: string, database: string): Buffer => {
  const fields = Buffer.from(`user\0${login}\0database\0${database}\0\0`)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(fields.length + 8, 0)
  head.writeUInt32BE(3 << 16, 4)
  return Buffer.concat([head, fields])
}

const query = (command: string): Buffer => {
  const text = Buffer.from(`${command}\0`)
  const head = Buffer.alloc(5)
  head.write('Q')
  head.writeUInt32BE(text.length + 4, 1)
  return Buffer.concat([head, text])
}

/** Kinds of the whole messages in `bytes`, the text of an error among them, and what is left over. */
function readMessages(bytes: Buffer): { kinds: string; error: string | undefined; rest: Buffer } {
  let kinds = ''
  let error: string | undefined
  let at = 0
  while (bytes.length >= at + 5 && bytes.length > at + bytes.readUInt32BE(at + 1)) {
    const end = at + 1 + bytes.readUInt32BE(at + 1)
    const kind = String.fromCharCode(bytes[at] ?? 0)
    kinds += kind
    if (kind === 'E') error = readError(bytes.subarray(at + 5, end))
    at = end
  }
  return { kinds, error, rest: bytes.subarray(at) }
}

const readError = (fields: Buffer): string =>
  fields
    .toString()
    .split('\0')
    .find((field) => field.startsWith('M'))
    ?.slice(1) ?? 'it did not say why'

/**
 * One command over the pooler's own socket, in the protocol that its clients speak. Resolves when it is carried out. Rejects
 * when it was refused or took longer than the limit; what was begun then goes on inside the pooler.
 */
export function askPooler({ socketPath, login, database, command, limitMs }: PoolerQuestion): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath)
    let bytes: Buffer = Buffer.alloc(0)
    let isAsked = false
    const settle = (because?: string): void => {
      clearTimeout(timer)
      socket.destroy()
      if (because === undefined) resolve()
      else reject(new Error(`the pooler did not ${command}: ${because}`))
    }
    const timer = setTimeout(() => settle(`not within ${limitMs} ms`), limitMs)
    socket.on('connect', () => socket.write(startup(login, database)))
    socket.on('error', (error) => settle(error.message))
    socket.on('end', () => settle('it closed the connection'))
    socket.on('data', (chunk) => {
      const { kinds, error, rest } = readMessages(Buffer.concat([bytes, chunk]))
      bytes = rest
      if (error !== undefined) return settle(error)
      if (!kinds.includes('Z')) return
      if (isAsked) return settle()
      isAsked = true
      socket.write(query(command))
    })
  })
}
