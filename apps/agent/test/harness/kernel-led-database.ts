import type { DesiredEndpoint } from '@holdfast/shared/state/desired'
import { drift } from '@holdfast/shared/state/drift'
import type { ObservedHost, ObservedPath } from '@holdfast/shared/state/observed'
import pg from 'pg'
import type { AgentWorld } from './agent-world.ts'
import { type ClientMachine, makeClientMachine } from './client-machine.ts'
import { changed, type WantedDatabase } from './desired-page.ts'
import { startRunningDatabase } from './running-database.ts'

/** A database whose host has another machine beside it, and clients on both. */
export interface KernelLedDatabase {
  readonly world: AgentWorld
  readonly database: WantedDatabase
  readonly machine: ClientMachine
  /** A client on this host, verify-full; not yet connected. */
  client(): pg.Client
  /** Asks from this host, over a connection of its own. */
  ask(statement?: string): Promise<unknown>
  /** The same from the other machine; gives what psql said. */
  askFromAfar(sslmode?: string): Promise<string>
  /** Changes the page's endpoint, and waits until the host is what it says. */
  want(change: Partial<DesiredEndpoint>): Promise<void>
  /** Waits until the database's own port is led this way, as its host tells. */
  untilLed(by: ObservedPath['by']): Promise<ObservedPath>
  remove(): Promise<void>
}

export async function startKernelLedDatabase(environment: Record<string, string> = {}): Promise<KernelLedDatabase> {
  const machine = await makeClientMachine()
  const bind = { HOLDFAST_BIND: `127.0.0.1,${machine.hostAddress}` }
  try {
    const { world, database } = await startRunningDatabase(undefined, { ...bind, ...environment })
    return around({ world, database, machine })
  } catch (error) {
    await machine.remove()
    throw error
  }
}

const isLed = (path: ObservedPath | undefined, by: ObservedPath['by']) => path?.by === by && !path.isBehind

type Parts = Pick<KernelLedDatabase, 'world' | 'database' | 'machine'>

function around({ world, database, machine }: Parts): KernelLedDatabase {
  const { instance, password, port } = database
  const user = instance.logins[0]?.name ?? ''
  let { page } = database
  const client = () => {
    const made = new pg.Client({
      ...{ host: 'localhost', port, user, password, database: instance.databaseName, connectionTimeoutMillis: 12_000 },
      ssl: { ca: world.peer.ca.pem, servername: 'localhost' },
    })
    made.on('error', () => undefined)
    return made
  }
  const serves = (observed: ObservedHost) =>
    observed.observedGeneration === page.generation && drift(page, observed).length === 0
  const pathIn = (observed: ObservedHost) =>
    observed.endpoints.flatMap(({ paths = [] }) => paths).find((path) => path.port === port)
  return {
    world,
    database,
    machine,
    client,
    async ask(statement = 'select 1 as one') {
      const asking = client()
      await asking.connect()
      try {
        return (await asking.query(statement)).rows[0]
      } finally {
        await asking.end()
      }
    },
    async askFromAfar(sslmode = 'verify-ca') {
      const address = `postgresql://${user}@${machine.hostAddress}:${port}/${instance.databaseName}`
      const url = `${address}?sslmode=${sslmode}&sslrootcert=${world.path('ca.pem')}`
      return (await machine.run('psql', ['-XAt', '-c', 'select 1', url], { PGPASSWORD: password })).text
    },
    async want(change) {
      page = changed(page, { endpoints: page.endpoints.map((it) => ({ ...it, ...change })) })
      world.peer.want(page)
      await world.until('the page is taken', serves)
    },
    async untilLed(by) {
      const observed = await world.until(`the ${by} leads`, (it) => isLed(pathIn(it), by))
      return pathIn(observed) as ObservedPath
    },
    async remove() {
      await world.remove()
      await machine.remove()
    },
  }
}
