import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { findEngine } from '@holdfast/engine'
import { bareId, newId, SecretId } from '@holdfast/shared/ids'
import { scramVerifier } from '@holdfast/shared/scram'
import pg from 'pg'
import { type AgentWorld, makeAgentWorld } from './agent-world.ts'
import { aDatabase, type WantedDatabase, withInstance } from './desired-page.ts'
import { runDocker } from './run-docker.ts'
import { serves } from './running-database.ts'

const run = promisify(execFile)

export interface PooledDatabase {
  readonly world: AgentWorld
  readonly database: WantedDatabase
  /** A client of the pooled port, verify-full; not yet connected. */
  client(who?: { user?: string; password?: string; database?: string }): pg.Client
  /** Runs one statement through the pooled port. */
  ask(statement: string): Promise<Record<string, unknown>[]>
  /** Docker's word for the state of the pooler's container; empty while there is none. */
  poolerState(): Promise<string>
  /** Every PgBouncer that runs for the database, by its number on this machine. */
  poolers(): Promise<number[]>
  poolerName: string
}

/** A database with a pooler, whose secrets lie with the peer. */
export async function aPooledDatabase(world: AgentWorld): Promise<WantedDatabase> {
  const database = await aDatabase(world.peer)
  const { instance } = database
  const login = findEngine(instance.engine)?.pooler?.login ?? ''
  const secret = randomBytes(16).toString('hex')
  const password = { secretId: SecretId.parse(newId('se')), version: 1 }
  const verifier = { secretId: SecretId.parse(newId('se')), version: 1 }
  world.peer.keepSecret(password, secret)
  world.peer.keepSecret(verifier, scramVerifier(secret))
  const change = {
    pooler: { login, password, verifier },
    serverNames: [...instance.serverNames, bareId(instance.databaseId)],
  }
  return { ...database, instance: { ...instance, ...change }, page: withInstance(database.page, change) }
}

/** A host with agent, gateway and one database whose pooler stands ready. */
export async function startPooledDatabase(environment?: Record<string, string>): Promise<PooledDatabase> {
  const world = await makeAgentWorld()
  try {
    await world.startGateway()
    world.startAgent(environment)
    const database = await aPooledDatabase(world)
    const { instance, password, port } = database
    const poolerName = `${world.name}-pooler-${bareId(instance.databaseId)}`
    world.peer.want(database.page)
    await world.until('the database serves', serves(database))
    const client: PooledDatabase['client'] = (who = {}) => {
      const made = new pg.Client({
        host: 'localhost',
        port: port + 1,
        user: instance.logins[0]?.name ?? '',
        password,
        database: instance.databaseName,
        ssl: { ca: world.peer.ca.pem, servername: 'localhost' },
        connectionTimeoutMillis: 12_000,
        ...who,
      })
      made.on('error', () => undefined)
      return made
    }
    const poolerState = async () =>
      (await runDocker('ps', '-a', '--filter', `name=^${poolerName}$`, '--format', '{{.State}}')).trim()
    const poolers = async () => {
      const keeper = (await runDocker('inspect', '-f', '{{.State.Pid}}', poolerName)).trim()
      const { stdout } = await run('ps', ['-o', 'pid=,comm=', '--ppid', keeper]).catch(() => ({ stdout: '' }))
      return [...stdout.matchAll(/(\d+) pgbouncer$/gm)].map(([, pid]) => Number(pid))
    }
    const ask: PooledDatabase['ask'] = async (statement) => {
      const asking = client()
      await asking.connect()
      try {
        return (await asking.query(statement)).rows
      } finally {
        await asking.end()
      }
    }
    return { world, database, client, ask, poolerState, poolers, poolerName }
  } catch (error) {
    await world.remove()
    throw error
  }
}
