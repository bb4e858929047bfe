import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { Redis } from 'ioredis'
import pg from 'pg'
import { afterAll, beforeAll } from 'vitest'
import { migrate } from '../../../../prisma/migrate.ts'
import { type Database, openDatabase } from '../../src/platform/database/database.ts'
import { docker, eventually, findImage, freePort, startContainer } from './containers.ts'

export const migrationsDirectory = fileURLToPath(new URL('../../../../prisma/migrations', import.meta.url))

export interface FreshDatabase {
  /** As the api connects: may not change what is append-only. */
  readonly url: string
  /** As migrations connect. */
  readonly ownerUrl: string
  /** Opened once, closed at the end of the file. */
  readonly database: Database
  /** Another replica's connections. */
  open(): Database
  /** Closes everything opened here and removes the database; what is left is removed at the end of the file. */
  drop(): Promise<void>
}

export interface Stores {
  readonly redisUrl: string
  /** A migrated database of its own. */
  freshDatabase(): Promise<FreshDatabase>
  /** A database without any table; the roles exist. */
  emptyDatabase(): Promise<{ ownerUrl: string }>
  stopRedis(): Promise<void>
  startRedis(): Promise<void>
}

const template = 'holdfast_template'
const roles = { owner: 'holdfast_migrate', api: 'holdfast_api' }

/** Real PostgreSQL and Valkey from this repository's images, for the tests of one file. Call it at the top of the file. */
export function useStores(): Stores {
  const containers = { store: '', redis: '' }
  const opened: Database[] = []
  const ports = { store: 0, redis: 0 }

  const stores: Stores = {
    get redisUrl() {
      return `redis://127.0.0.1:${ports.redis}`
    },
    freshDatabase: async () => fresh(ports.store, await createDatabase(ports.store, template), opened),
    emptyDatabase: async () => ({
      ownerUrl: url(ports.store, roles.owner, await createDatabase(ports.store, 'template1')),
    }),
    async stopRedis() {
      await docker('stop', '-t', '1', containers.redis)
    },
    async startRedis() {
      containers.redis = await startRedisAt(ports.redis)
      await redisAnswers(stores.redisUrl)
    },
  }

  beforeAll(async () => {
    ports.store = await freePort()
    containers.store = await startStoreAt(ports.store)
    ports.redis = await freePort()
    await stores.startRedis()
    await eventually(() => asAdmin(ports.store, 'SELECT 1'))
    await makeTemplate(ports.store)
  })

  afterAll(async () => {
    await Promise.all(opened.map((database) => database.close()))
    // One after the other: two that leave the same network at once can stop Docker 20.10 for good (libnetwork's locks cross).
    for (const name of Object.values(containers)) await docker('rm', '-f', name).catch(() => undefined)
  })

  return stores
}

const url = (port: number, role: string, database: string) => `postgres://${role}@127.0.0.1:${port}/${database}`

const asAdmin = async (port: number, sql: string) => {
  const client = new pg.Client({ connectionString: url(port, 'postgres', 'postgres') })
  await client.connect()
  await client.query(sql).finally(() => client.end())
}

const makeTemplate = async (port: number) => {
  await asAdmin(port, `CREATE ROLE ${roles.owner} LOGIN`)
  await asAdmin(port, `CREATE ROLE ${roles.api} LOGIN`)
  await asAdmin(port, `CREATE DATABASE ${template} OWNER ${roles.owner}`)
  await migrate({ url: url(port, roles.owner, template), directory: migrationsDirectory })
}

const createDatabase = async (port: number, from: string) => {
  const name = `hf_${randomBytes(6).toString('hex')}`
  await asAdmin(port, `CREATE DATABASE ${name} OWNER ${roles.owner} TEMPLATE ${from}`)
  return name
}

const fresh = (port: number, name: string, opened: Database[]): FreshDatabase => {
  const mine: Database[] = []
  const open = () => {
    const database = openDatabase({ url: url(port, roles.api, name) })
    mine.push(database)
    opened.push(database)
    return database
  }
  const drop = async () => {
    await Promise.all(mine.map((database) => database.close()))
    // Without force: a session that is just leaving must not be told that it was terminated.
    await eventually(() => asAdmin(port, `DROP DATABASE ${name}`), 5)
  }
  return { url: url(port, roles.api, name), ownerUrl: url(port, roles.owner, name), database: open(), open, drop }
}

/** Without fsync and on tmpfs: what these tests crash is the api, not PostgreSQL. */
const startStoreAt = async (port: number) =>
  startContainer({
    part: 'store',
    image: await findImage('engine-postgres'),
    port,
    innerPort: 5432,
    options: ['--tmpfs', '/data:uid=5432,gid=5432,mode=0700', '--user', '5432:5432'],
    command: `programs=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
      "$programs/initdb" -D /data/pg -U postgres --auth=trust -N >/dev/null
      echo 'host all all all trust' >> /data/pg/pg_hba.conf
      exec timeout -s INT 1800 "$programs/postgres" -D /data/pg -c fsync=off -c 'listen_addresses=*' -c unix_socket_directories=/data -c max_connections=300`,
  })

const startRedisAt = async (port: number) =>
  startContainer({
    part: 'redis',
    image: await findImage('valkey'),
    port,
    innerPort: 6379,
    options: [],
    command:
      'exec timeout 1800 valkey-server --save "" --maxmemory-policy noeviction --protected-mode no --bind 0.0.0.0',
  })

const redisAnswers = (url: string) =>
  eventually(async () => {
    const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null })
    redis.on('error', () => {})
    await redis.connect()
    await redis.ping().finally(() => redis.disconnect())
  })
