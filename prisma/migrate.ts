import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'

export interface MigrateOptions {
  /** Connection of the role that owns the tables. */
  url: string
  /** The folder `prisma/migrations`. */
  directory: string
  log?: (line: string) => void
}

interface Migration {
  name: string
  sql: string
  checksum: string
}

/** The lock that Prisma's own `migrate deploy` takes, so that both can never work at once. */
const advisoryLock = 72707369

/** The table as Prisma makes it: `prisma migrate status` reads what is written here. */
const ledger = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL,
  "checksum" VARCHAR(64) NOT NULL,
  "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL,
  "logs" TEXT,
  "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
  "applied_steps_count" INTEGER NOT NULL DEFAULT 0
)`

/**
 * Brings the store to the schema of this program, each migration in one transaction with its ledger row. Several replicas may
 * call it at once: one applies, the others wait for it. Throws when an applied migration was changed, failed or is not known here.
 */
export async function migrate({ url, directory, log }: MigrateOptions): Promise<{ applied: string[] }> {
  const client = new pg.Client({ connectionString: url, application_name: 'holdfast-migrate' })
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [advisoryLock])
    await client.query(ledger)
    const migrations = await readMigrations(directory)
    const applied = await checkApplied(client, migrations)
    const missing = migrations.filter(({ name }) => !applied.has(name))
    for (const migration of missing) {
      await apply(client, migration)
      log?.(`migration ${migration.name} applied`)
    }
    return { applied: missing.map(({ name }) => name) }
  } finally {
    await client.end()
  }
}

/** Names of the migrations in a folder, oldest first. */
export async function listMigrations(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
}

async function readMigrations(directory: string): Promise<Migration[]> {
  const names = await listMigrations(directory)
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(directory, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

async function checkApplied(client: pg.Client, migrations: Migration[]): Promise<Set<string>> {
  const { rows } = await client.query<{ name: string; checksum: string; isFinished: boolean }>(
    `SELECT "migration_name" AS "name", "checksum", "finished_at" IS NOT NULL AS "isFinished"
     FROM "_prisma_migrations" WHERE "rolled_back_at" IS NULL`,
  )
  const known = new Map(migrations.map((migration) => [migration.name, migration]))
  for (const { name, checksum, isFinished } of rows) {
    const migration = known.get(name)
    if (!migration) throw new Error(`The store has migration ${name}, which this version of Holdfast does not know.`)
    if (migration.checksum !== checksum) throw new Error(`Migration ${name} was changed after it had been applied.`)
    if (!isFinished) throw new Error(`Migration ${name} was begun by another program and did not finish.`)
  }
  return new Set(rows.map(({ name }) => name))
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(sql)
    await client.query(
      `INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "finished_at", "applied_steps_count")
       VALUES ($1, $2, $3, now(), 1)`,
      [randomUUID(), checksum, name],
    )
    await client.query('COMMIT')
  } catch (cause) {
    await client.query('ROLLBACK')
    throw new Error(`Migration ${name} failed: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
}
