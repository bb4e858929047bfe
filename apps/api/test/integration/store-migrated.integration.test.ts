import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { describe, expect, it, onTestFinished } from 'vitest'
import { migrate } from '../../../../prisma/migrate.ts'
import { schemaDifference } from '../harness/schema-difference.ts'
import { migrationsDirectory, useStores } from '../harness/stores.ts'

const stores = useStores()

const ask = async (url: string, sql: string) => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(sql).finally(() => client.end())
  return rows
}

const copyOfMigrations = () => {
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-migrations-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  cpSync(migrationsDirectory, directory, { recursive: true })
  return directory
}

describe('migrations', () => {
  it('make exactly the store that the Prisma schema describes', async () => {
    const [migrated, empty] = await Promise.all([stores.freshDatabase(), stores.emptyDatabase()])
    const parentOfOperation = expect.stringMatching(/^constraint operation operation_parent_fkey /)
    expect(await schemaDifference(migrated.ownerUrl, empty.ownerUrl)).toEqual({
      missing: [],
      extra: [parentOfOperation],
    })
  })

  it('are applied by one of two replicas that start at once, and by nobody later', async () => {
    const { ownerUrl } = await stores.emptyDatabase()
    const options = { url: ownerUrl, directory: migrationsDirectory }
    const results = await Promise.all([migrate(options), migrate(options), migrate(options)])
    const applied = results.map((result) => result.applied.length).sort()
    expect(applied).toEqual([0, 0, applied.at(-1)])
    expect(applied.at(-1)).toBeGreaterThan(0)
    expect(await migrate(options)).toEqual({ applied: [] })
  })

  it('stop when one that was applied has been changed since, or is unknown', async () => {
    const { ownerUrl: url } = await stores.emptyDatabase()
    const directory = copyOfMigrations()
    await migrate({ url, directory })
    const [last] = await ask(url, 'SELECT max(migration_name) AS name FROM _prisma_migrations')
    writeFileSync(join(directory, last.name, 'migration.sql'), 'SELECT 1;')
    await expect(migrate({ url, directory })).rejects.toThrow(/was changed after/)
    rmSync(join(directory, last.name), { recursive: true })
    await expect(migrate({ url, directory })).rejects.toThrow(/does not know/)
  })

  it('leave nothing of one that fails', async () => {
    const { ownerUrl: url } = await stores.emptyDatabase()
    const directory = copyOfMigrations()
    mkdirSync(join(directory, '29990101000000_broken'))
    writeFileSync(
      join(directory, '29990101000000_broken', 'migration.sql'),
      'CREATE TABLE half (); SELECT nothing_here;',
    )
    await expect(migrate({ url, directory })).rejects.toThrow(/29990101000000_broken failed/)
    expect(await ask(url, `SELECT to_regclass('half') AS half`)).toEqual([{ half: null }])
    const rows = await ask(url, `SELECT 1 FROM _prisma_migrations WHERE migration_name LIKE '2999%'`)
    expect(rows).toEqual([])
  })
})

describe('the append-only trail', () => {
  const insert = `INSERT INTO audit_event (id, organization_id, actor, action, facts) VALUES ('au_1', 'or_1', '{}', 'x', '{}')`

  it.each(['audit_event', 'outbox_event', 'event_number'])(
    '%s cannot be changed or emptied by the api or its owner',
    async (table) => {
      const { url, ownerUrl, drop } = await stores.freshDatabase()
      for (const sql of [`DELETE FROM ${table}`, `UPDATE ${table} SET organization_id = 'or_2'`, `TRUNCATE ${table}`]) {
        await expect(ask(url, sql)).rejects.toThrow(/permission denied/)
        await expect(ask(ownerUrl, sql)).rejects.toThrow(/append-only/)
      }
      await drop()
    },
  )

  it('takes what the api adds', async () => {
    const { url, drop } = await stores.freshDatabase()
    await ask(url, insert)
    expect(await ask(url, 'SELECT id FROM audit_event')).toEqual([{ id: 'au_1' }])
    await drop()
  })

  it('cannot be gone round by the api: it owns nothing, makes nothing and switches no trigger off', async () => {
    const { url, drop } = await stores.freshDatabase()
    const attempts = [
      'CREATE TABLE mine ()',
      'DROP TABLE audit_event',
      'ALTER TABLE audit_event DISABLE TRIGGER ALL',
      'SET session_replication_role = replica',
      'SET ROLE holdfast_migrate',
      `UPDATE _prisma_migrations SET checksum = ''`,
      'DROP FUNCTION refuse_change CASCADE',
    ]
    for (const sql of attempts) await expect(ask(url, sql)).rejects.toThrow(/permission denied|must be owner/)
    await drop()
  })
})
