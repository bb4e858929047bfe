import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import { SchemaEngine } from '@prisma/schema-engine-wasm'
import pg from 'pg'

const schemaDirectory = fileURLToPath(new URL('../../../../prisma/schema', import.meta.url))

/** What Prisma's language can say of a store, one line a thing. Partial indexes and those of expressions are beyond it, and checks. */
const description = `
  SELECT 'column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
    || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') AS line
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> '_prisma_migrations'
  UNION ALL
  SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
  WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'u', 'f') AND conrelid::regclass::text <> '_prisma_migrations'
  UNION ALL
  SELECT 'index ' || pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
  WHERE c.relnamespace = 'public'::regnamespace AND c.relname <> '_prisma_migrations' AND i.indpred IS NULL AND i.indexprs IS NULL
  ORDER BY line`

/** Lines of which the migrated store and a store made from the Prisma schema have only one. `emptyUrl` is filled with the latter. */
export async function schemaDifference(
  migratedUrl: string,
  emptyUrl: string,
): Promise<{ missing: string[]; extra: string[] }> {
  await run(emptyUrl, await ddlOfSchema(emptyUrl))
  const [migrated, wanted] = await Promise.all([describeStore(migratedUrl), describeStore(emptyUrl)])
  return {
    missing: wanted.filter((line) => !migrated.includes(line)),
    extra: migrated.filter((line) => !wanted.includes(line)),
  }
}

const ddlOfSchema = async (url: string): Promise<string> => {
  const names = readdirSync(schemaDirectory).filter((name) => name.endsWith('.prisma'))
  const files = names.map((name) => ({
    path: join(schemaDirectory, name),
    content: readFileSync(join(schemaDirectory, name), 'utf8'),
  }))
  const datamodels = files.map(({ path, content }): [string, string] => [path, content])
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: url }))
  const engine = await SchemaEngine.new({ datamodels }, () => {}, adapter)
  const { stdout } = await engine.diff({
    from: { tag: 'empty' },
    to: { tag: 'schemaDatamodel', files },
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  })
  return stdout ?? ''
}

const run = async (url: string, sql: string) => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return client.query<{ line: string }>(sql).finally(() => client.end())
}

const describeStore = async (url: string) => (await run(url, description)).rows.map(({ line }) => line)
