import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import pg from 'pg'
import type { PostgresContainer } from './postgres-container.ts'
import { runDocker } from './run-docker.ts'

/** A `pg` client over verify-full through the gateway's port. */
export function clientOf(postgres: PostgresContainer, port: number): pg.Client {
  const client = new pg.Client({
    host: 'localhost',
    port,
    user: 'postgres',
    password: postgres.password,
    database: 'postgres',
    ssl: { ca: readFileSync(postgres.rootCertificate, 'utf8') },
  })
  // A session that the gateway cuts while idle says so here; the tests look at its end.
  client.on('error', () => undefined)
  return client
}

export type PsqlRun = { port: number; sslmode?: string; sql?: string }

/** Runs the psql of the engine image on the host's own network; `text` is everything it said. */
export async function runPsql(
  postgres: PostgresContainer,
  { port, sslmode = 'verify-full', sql = 'select 1' }: PsqlRun,
) {
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres?sslmode=${sslmode}&sslrootcert=/root.crt`
  const mount = `type=bind,source=${postgres.rootCertificate},target=/root.crt,readonly`
  const container = ['run', '--rm', '--network', 'host', '--mount', mount, '-e', `PGPASSWORD=${postgres.password}`]
  try {
    const text = await runDocker(...container, '--entrypoint', 'psql', postgres.image, '-XAt', '-c', sql, url)
    return { code: 0, text }
  } catch (error) {
    return { code: 1, text: error instanceof Error ? error.message : String(error) }
  }
}

export type RawClient = { socket: Socket; received: () => Buffer; closed: Promise<{ afterMs: number }> }

/** Bytes as they are, from an address of one's own choice. */
export function connectRaw({ port, from = '127.0.0.1' }: { port: number; from?: string }): Promise<RawClient> {
  return new Promise((resolve, reject) => {
    const began = performance.now()
    const socket = connect({ host: '127.0.0.1', port, localAddress: from })
    const chunks: Buffer[] = []
    const closed = new Promise<{ afterMs: number }>((done) => {
      socket.on('close', () => done({ afterMs: performance.now() - began }))
    })
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('error', reject)
    socket.on('connect', () => resolve({ socket, received: () => Buffer.concat(chunks), closed }))
  })
}
