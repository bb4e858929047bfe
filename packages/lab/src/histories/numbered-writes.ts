import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

/** What one writer asked for and what it was told, number by number. */
export interface NumberedHistory {
  /** Every number that was sent, whatever came of it. */
  readonly attempted: ReadonlySet<number>
  /** Those whose commit was acknowledged. */
  readonly acknowledged: ReadonlySet<number>
}

/** What is wrong between a history and the rows that were found; nothing when it was kept. Pure. */
export function judgeNumbers({ attempted, acknowledged }: NumberedHistory, found: readonly number[]): string[] {
  const there = new Set(found)
  const lost = [...acknowledged].filter((n) => !there.has(n))
  const invented = [...there].filter((n) => !attempted.has(n))
  const twice = found.length - there.size
  return [
    ...(lost.length > 0 ? [`acknowledged and gone: ${lost.slice(0, 10).join(', ')} (${lost.length} in all)`] : []),
    ...(invented.length > 0 ? [`there and never written: ${invented.slice(0, 10).join(', ')}`] : []),
    ...(twice > 0 ? [`${twice} numbers are there twice`] : []),
  ]
}

/** One client that writes one number after the other, and connects again whenever it is cut off. */
export interface NumberedWriter extends NumberedHistory {
  /** Why writes were not acknowledged, newest last. */
  readonly refusals: readonly string[]
  /** Ends after the write under way. */
  stop(): Promise<void>
}

const table = 'numbered_writes'
const answerWithinMs = 20_000

async function connectTo(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: answerWithinMs,
    query_timeout: answerWithinMs,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return client
  } catch (error) {
    await hangUp(client)
    throw error
  }
}

/** A peer that is frozen never answers a farewell. */
const hangUp = (client: pg.Client): Promise<unknown> =>
  Promise.race([client.end().catch(() => undefined), sleep(1_000, undefined, { ref: false })])

/** Makes the table and begins to write. Numbers go up for ever; one that failed is not tried again. */
export async function startNumberedWrites(url: string, everyMs = 50): Promise<NumberedWriter> {
  const first = await connectTo(url)
  await first.query(`create table if not exists ${table} (n bigint primary key)`)
  const attempted = new Set<number>()
  const acknowledged = new Set<number>()
  const refusals: string[] = []
  const ending = new AbortController()

  const write = async (): Promise<void> => {
    let client: pg.Client | undefined = first
    for (let n = 1; !ending.signal.aborted; n++) {
      try {
        client ??= await connectTo(url)
        attempted.add(n)
        await client.query(`insert into ${table} values ($1)`, [n])
        acknowledged.add(n)
      } catch (error) {
        refusals.push(error instanceof Error ? error.message : String(error))
        if (client) await hangUp(client)
        client = undefined
      }
      await sleep(everyMs)
    }
    if (client) await hangUp(client)
  }
  const writing = write()
  return {
    attempted,
    acknowledged,
    refusals,
    async stop() {
      ending.abort()
      await writing
    },
  }
}

/** The numbers that a database holds. */
export async function readNumbers(url: string): Promise<number[]> {
  const client = await connectTo(url)
  try {
    const { rows } = await client.query<{ n: string }>(`select n from ${table} order by n`)
    return rows.map(({ n }) => Number(n))
  } finally {
    await hangUp(client)
  }
}
