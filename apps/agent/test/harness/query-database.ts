import { Client } from 'pg'
import type { ApiPeer } from './api-peer.ts'
import type { WantedDatabase } from './desired-page.ts'

/** Runs one statement through the database's stable port, verify-full, and gives its rows. */
export async function queryDatabase(
  peer: ApiPeer,
  { instance, password, port }: WantedDatabase,
  statement: string,
): Promise<unknown[]> {
  const client = new Client({
    host: 'localhost',
    port,
    user: instance.logins[0]?.name ?? '',
    password,
    database: instance.databaseName,
    ssl: { ca: peer.ca.pem, servername: 'localhost' },
    connectionTimeoutMillis: 10_000,
  })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}
