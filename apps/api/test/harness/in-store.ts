import pg from 'pg'

type Row = Record<string, unknown>

/** Asks the books as their owner, past the api: what a test may see and set that no program may. */
export async function inStore(ownerUrl: string, sql: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  const { rows } = await client.query<Row>(sql, values).finally(() => client.end())
  return rows
}
