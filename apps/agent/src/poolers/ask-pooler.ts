import { connect } from 'node:net'
import type { PoolerRow } from '@holdfast/engine'

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

interface Read {
  readonly kinds: string
  readonly error: string | undefined
  /** Rows of an answer, names of its columns first. */
  readonly rows: readonly (readonly string[])[]
  readonly rest: Buffer
}

/** The whole messages in `bytes`, the text of an error among them, and what is left over. */
function readMessages(bytes: Buffer): Read {
  let kinds = ''
  let error: string | undefined
  const rows: string[][] = []
  let at = 0
  while (bytes.length >= at + 5 && bytes.length > at + bytes.readUInt32BE(at + 1)) {
    const end = at + 1 + bytes.readUInt32BE(at + 1)
    const kind = String.fromCharCode(bytes[at] ?? 0)
    kinds += kind
    if (kind === 'E') error = readError(bytes.subarray(at + 5, end))
    if (kind === 'T') rows.push(readColumns(bytes.subarray(at + 5, end)))
    if (kind === 'D') rows.push(readValues(bytes.subarray(at + 5, end)))
    at = end
  }
  return { kinds, error, rows, rest: bytes.subarray(at) }
}

const readError = (fields: Buffer): string =>
  fields
    .toString()
    .split('\0')
    .find((field) => field.startsWith('M'))
    ?.slice(1) ?? 'it did not say why'

/** Each column: its name, a zero, and 18 bytes about its type. */
function readColumns(body: Buffer): string[] {
  const names: string[] = []
  for (let at = 2; at < body.length && names.length < body.readUInt16BE(0); ) {
    const end = body.indexOf(0, at)
    if (end < 0) break
    names.push(body.toString('utf8', at, end))
    at = end + 19
  }
  return names
}

/** Each value: its length, -1 for none, and its text. */
function readValues(body: Buffer): string[] {
  const values: string[] = []
  for (let at = 2; at + 4 <= body.length && values.length < body.readUInt16BE(0); ) {
    const length = Math.max(body.readInt32BE(at), 0)
    values.push(body.toString('utf8', at + 4, at + 4 + length))
    at += 4 + length
  }
  return values
}

/**
 * One command over the pooler's own socket, in the protocol that its clients speak. Resolves with the rows of its answer when it is carried out. Rejects
 * when it was refused or took longer than the limit; what was begun then goes on inside the pooler.
 */
export function askPooler({ socketPath, login, database, command, limitMs }: PoolerQuestion): Promise<PoolerRow[]> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath)
    let bytes: Buffer = Buffer.alloc(0)
    let isAsked = false
    const found: (readonly string[])[] = []
    const settle = (because?: string): void => {
      clearTimeout(timer)
      socket.destroy()
      if (because === undefined) resolve(named(found))
      else reject(new Error(`the pooler did not ${command}: ${because}`))
    }
    const timer = setTimeout(() => settle(`not within ${limitMs} ms`), limitMs)
    socket.on('connect', () => socket.write(startup(login, database)))
    socket.on('error', (error) => settle(error.message))
    socket.on('end', () => settle('it closed the connection'))
    socket.on('data', (chunk) => {
      const { kinds, error, rows, rest } = readMessages(Buffer.concat([bytes, chunk]))
      bytes = rest
      found.push(...rows)
      if (found.length > mostRows) return settle('its answer is too long')
      if (error !== undefined) return settle(error)
      if (!kinds.includes('Z')) return
      if (isAsked) return settle()
      isAsked = true
      socket.write(query(command))
    })
  })
}

const mostRows = 10_000

const named = ([columns = [], ...rows]: readonly (readonly string[])[]): PoolerRow[] =>
  rows.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at] ?? ''])))
