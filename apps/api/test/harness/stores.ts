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
  const containers: string[] = []
  const opened: Database[] = []
  const ports = { store: 0, redis: 0 }

  const url = (role: string, database: string) => `postgres://${role}@127.0.0.1:${ports.store}/${database}`

  const asAdmin = async (sql: string) => {
    const client = new pg.Client({ connectionString: url('postgres', 'postgres') })
    await client.connect()
    await client.query(sql).finally(() => client.end())
  }

  const createDatabase = async (from: string) => {
    const name = `hf_${randomBytes(6).toString('hex')}`
    await asAdmin(`CREATE DATABASE ${name} OWNER ${roles.owner} TEMPLATE ${from}`)
    return name
  }

  const stores: Stores = {
    get redisUrl() {
      return `redis://127.0.0.1:${ports.redis}`
    },

    async freshDatabase() {
      const name = await createDatabase(template)
      const mine: Database[] = []
      const open = () => {
        const database = openDatabase({ url: url(roles.api, name) })
        mine.push(database)
        opened.push(database)
        return database
      }
      const drop = async () => {
        await Promise.all(mine.map((database) => database.close()))
        // Without force: a session that is just leaving must not be told that it was terminated.
        await eventually(() => asAdmin(`DROP DATABASE ${name}`), 5)
      }
      return { url: url(roles.api, name), ownerUrl: url(roles.owner, name), database: open(), open, drop }
    },

    async emptyDatabase() {
      return { ownerUrl: url(roles.owner, await createDatabase('template1')) }
    },

    async stopRedis() {
      await docker('stop', '-t', '1', containers[1] ?? '')
    },

    async startRedis() {
      containers[1] = await startRedisAt(ports.redis)
      await redisAnswers(stores.redisUrl)
    },
  }

  beforeAll(async () => {
    ports.store = await freePort()
    containers[0] = await startStoreAt(ports.store)
    ports.redis = await freePort()
    await stores.startRedis()
    await eventually(() => asAdmin('SELECT 1'))
    await asAdmin(`CREATE ROLE ${roles.owner} LOGIN`)
    await asAdmin(`CREATE ROLE ${roles.api} LOGIN`)
    await asAdmin(`CREATE DATABASE ${template} OWNER ${roles.owner}`)
    await migrate({ url: url(roles.owner, template), directory: migrationsDirectory })
  })

  afterAll(async () => {
    await Promise.all(opened.map((database) => database.close()))
    await Promise.all(containers.map((name) => docker('kill', name).catch(() => undefined)))
  })

  return stores
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
