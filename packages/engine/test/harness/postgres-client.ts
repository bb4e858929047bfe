import pg from 'pg'
import type { TestInstance } from './test-instance.ts'

export interface ClientOptions {
  readonly user?: string
  readonly password?: string
  readonly database?: string
  /** `null`: no TLS at all; a PEM: trust this authority instead of the right one. */
  readonly ca?: string | null
  /** A client's certificate with its key, PEM. */
  readonly identity?: { readonly certificate: string; readonly key: string }
  /** Asks for the protocol of replication in this database. */
  readonly replicates?: boolean
}

const identityOf = ({ identity }: ClientOptions) => identity && { cert: identity.certificate, key: identity.key }

/** A tenant's client: verify-full with the instance's authority, the first login of the pair. */
export async function openClient(instance: TestInstance, options: ClientOptions = {}): Promise<pg.Client> {
  const user = options.user ?? Object.keys(instance.page.logins)[0] ?? ''
  const client = new pg.Client({
    host: 'localhost',
    port: instance.port,
    user,
    password: options.password ?? instance.passwords[user] ?? '',
    database: options.database ?? instance.page.databaseName,
    ssl: options.ca === null ? false : { ca: options.ca ?? instance.authority.ca, ...identityOf(options) },
    ...(options.replicates ? { replication: 'database' } : {}),
    connectionTimeoutMillis: 10_000,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
  } catch (error) {
    // Not waited for: a connection that TLS refused never says that it has ended.
    void client.end().catch(() => undefined)
    throw error
  }
  return client
}

/** One question over a connection of its own; gives the rows. */
export async function ask(
  instance: TestInstance,
  sql: string,
  options: ClientOptions = {},
): Promise<Record<string, unknown>[]> {
  const client = await openClient(instance, options)
  try {
    const result = await client.query(sql)
    return (Array.isArray(result) ? result.at(-1) : result).rows
  } finally {
    await client.end()
  }
}
