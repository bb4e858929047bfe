import { createHash } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { type Prisma, PrismaClient } from './generated/client.ts'
import { type Listener, openNotifications } from './notifications.ts'
import { isTransient } from './violations.ts'

/** A client inside one transaction; also what plain reads use, so that a store's function serves both. */
export type Tx = Prisma.TransactionClient

export interface DatabaseOptions {
  /** Connection of the role `holdfast_api`. */
  url: string
  /** Most connections at a time, beside the one that listens. */
  connections?: number
  /** Told of broken connections; they are replaced without anybody doing anything. */
  onError?: (error: Error) => void
}

export interface Database {
  /**
   * Runs `work` in one READ COMMITTED transaction. Deadlocks and serialization failures run it again, five times at most, so
   * `work` must do nothing outside the transaction.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  readonly read: Tx
  /** One reading statement outside every transaction, prepared by its text. Cheaper than `read`: for what many ask for. */
  query<Row extends object>(statement: Prisma.Sql): Promise<Row[]>
  /** Calls `listener` for every NOTIFY on `channel`, and once with `resync` after the connection had been lost. Returns the way to stop. */
  listen(channel: string, listener: Listener): () => void
  close(): Promise<void>
}

const attemptsAtMost = 5

/** Opens a pool; connections are made when they are needed, so it succeeds while PostgreSQL is away. */
export function openDatabase({ url, connections = 20, onError = () => {} }: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    application_name: 'holdfast-api',
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
    lock_timeout: 10_000,
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
  })
  const adapter = new PrismaPg(pool, { onPoolError: onError, onConnectionError: onError, statementNameGenerator })
  const client = new PrismaClient({ adapter })
  const notifications = openNotifications({ url, onError })
  let closing: Promise<void> | undefined
  const closeAll = async () => {
    await notifications.close()
    await client.$disconnect()
    await pool.end()
  }

  return {
    read: client,
    listen: notifications.listen,

    async query<Row extends object>({ text, values }: Prisma.Sql) {
      const { rows } = await pool.query<Row>({ name: nameOf(text), text, values })
      return rows
    },

    async transaction(work) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await client.$transaction(work, { maxWait: 5_000, timeout: 30_000 })
        } catch (error) {
          if (attempt === attemptsAtMost || !isTransient(error)) throw error
          await pause(5 * 2 ** attempt * Math.random())
        }
      }
    },

    async close() {
      closing ??= closeAll()
      await closing
    },
  }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Prepared statements are named after their text: planning is the greater part of a small query. */
const statementNameGenerator = ({ sql }: { sql: string }): string => createHash('sha1').update(sql).digest('base64url')

/** Few texts come again and again; lists of different lengths make no new ones, since they are one parameter. */
const names = new Map<string, string>()
function nameOf(sql: string): string {
  const known = names.get(sql)
  if (known !== undefined) return known
  const name = statementNameGenerator({ sql })
  names.set(sql, name)
  return name
}
