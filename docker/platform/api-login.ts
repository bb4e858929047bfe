import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { inNamespace } from '@holdfast/lab/hosts/in-namespace'
import pg from 'pg'

/** What is needed to make the api's login in the control plane's store. It holds a password: never an argument, never logged. */
export interface ApiLoginWish {
  host: string
  port: number
  database: string
  owner: { login: string; password: string }
  ca: string
  serverName: string
  login: string
  verifier: string
}

/** Makes the login, or gives it its present password. */
export const makeApiLogin = async (wish: ApiLoginWish): Promise<void> => {
  const { host, port, database, owner, ca, serverName } = wish
  const session = new pg.Client({
    host,
    port,
    database,
    user: owner.login,
    password: owner.password,
    ssl: { ca, servername: serverName },
    connectionTimeoutMillis: 5_000,
  })
  await session.connect()
  try {
    const login = session.escapeIdentifier(wish.login)
    const found = await session.query('select 1 from pg_catalog.pg_roles where rolname = $1', [wish.login])
    if (found.rowCount === 0) await session.query(`create role ${login} login`)
    await session.query(`alter role ${login} password ${session.escapeLiteral(wish.verifier)}`)
    await session.query(`grant connect on database ${session.escapeIdentifier(database)} to ${login}`)
  } finally {
    await session.end()
  }
}

/** The same from inside a network namespace, where the store's container can be reached: a process of its own, told through its input. */
export const makeApiLoginIn = async (namespace: string, wish: ApiLoginWish): Promise<void> => {
  const program = fileURLToPath(new URL('./make-api-login.ts', import.meta.url))
  const [entering, ...args] = inNamespace(namespace, [process.execPath, program])
  const child = spawn(entering, args, { stdio: ['pipe', 'ignore', 'pipe'] })
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
  child.stdin.end(JSON.stringify(wish))
  const [said, code] = await Promise.all([text(child.stderr), ended])
  if (code !== 0) throw new Error(`The api's login could not be made in ${namespace}: ${said.trim()}`)
}
