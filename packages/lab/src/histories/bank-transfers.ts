import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

/** One transfer as its client knows it. */
export interface Transfer {
  readonly id: number
  readonly from: number
  readonly to: number
  readonly amount: number
  /** `unknown`: it was sent and the answer never came, so both ends of it are right. */
  readonly outcome: 'acknowledged' | 'refused' | 'unknown'
}

/** What a database holds after a run. */
export interface BankFound {
  readonly balances: readonly number[]
  /** The transfers that the database itself knows of. */
  readonly transfers: readonly number[]
}

/** What somebody read while transfers ran: the sum of all balances in one statement. */
export interface BankRun {
  readonly opening: readonly number[]
  readonly transfers: readonly Transfer[]
  readonly sums: readonly number[]
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)

const few = (numbers: readonly number[]) => `${numbers.slice(0, 10).join(', ')} (${numbers.length} in all)`

/** What is wrong between a run and what was found; nothing when all was kept. Pure. */
export function judgeBank({ opening, transfers, sums }: BankRun, { balances, transfers: kept }: BankFound): string[] {
  const byId = new Map(transfers.map((transfer) => [transfer.id, transfer]))
  const there = new Set(kept)
  const lost = transfers.filter(({ id, outcome }) => outcome === 'acknowledged' && !there.has(id)).map(({ id }) => id)
  const undead = transfers.filter(({ id, outcome }) => outcome === 'refused' && there.has(id)).map(({ id }) => id)
  const invented = kept.filter((id) => !byId.has(id))
  const wanted = [...opening]
  for (const { id, from, to, amount } of transfers) {
    if (!there.has(id)) continue
    wanted[from] = (wanted[from] ?? 0) - amount
    wanted[to] = (wanted[to] ?? 0) + amount
  }
  const wrong = wanted.flatMap((balance, account) => (balances[account] === balance ? [] : [account]))
  const total = sum(opening)
  const torn = sums.filter((seen) => seen !== total)
  return [
    ...(lost.length > 0 ? [`acknowledged and gone: ${few(lost)}`] : []),
    ...(undead.length > 0 ? [`refused and there all the same: ${few(undead)}`] : []),
    ...(invented.length > 0 ? [`there and never sent: ${few(invented)}`] : []),
    ...(wrong.length > 0 ? [`balances that the transfers do not explain: accounts ${few(wrong)}`] : []),
    ...(sum(balances) !== total ? [`the bank holds ${sum(balances)} and opened with ${total}`] : []),
    ...(torn.length > 0 ? [`a reader saw half of a transfer: sums ${few(torn)}, not ${total}`] : []),
  ]
}

export interface BankWishes {
  readonly accounts?: number
  readonly clients?: number
}

export interface RunningBank {
  /** Ends after the transfers under way. */
  stop(): Promise<BankRun>
}

const answerWithinMs = 20_000
const opening = 1_000

const connectTo = async (url: string): Promise<pg.Client> => {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: answerWithinMs,
    query_timeout: answerWithinMs,
  })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

/** A peer that is frozen never answers a farewell. */
const hangUp = (client: pg.Client | undefined): Promise<unknown> =>
  Promise.race([client?.end().catch(() => undefined), sleep(1_000, undefined, { ref: false })])

/** The answer of PostgreSQL itself, with which a transaction is surely not there; else nobody knows. */
const isRefusal = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && !['57P01', '57P02', '57P03', '08006'].includes(error.code ?? '')

/** One statement, so one transaction: the two accounts in the order of their numbers, and the transfer's own row. */
const TRANSFER = `with moved as (
  update bank_account set balance = balance + case when n = $2::int then -$4::bigint else $4::bigint end
  where n in (select n from bank_account where n in ($2::int, $3::int) order by n for update) returning n)
  insert into bank_transfer select $1::bigint from moved having count(*) = 2`

const open = async (url: string, accounts: number): Promise<void> => {
  const client = await connectTo(url)
  try {
    await client.query('create table bank_account (n int primary key, balance bigint not null)')
    await client.query('create table bank_transfer (id bigint primary key)')
    await client.query(`insert into bank_account select n, ${opening} from generate_series(0, $1 - 1) n`, [accounts])
  } finally {
    await hangUp(client)
  }
}

/** Clients that move money between accounts and look at the whole, and connect again whenever they are cut off. */
export async function startBank(url: string, { accounts = 10, clients = 4 }: BankWishes = {}): Promise<RunningBank> {
  await open(url, accounts)
  const transfers: Transfer[] = []
  const sums: number[] = []
  const ending = new AbortController()
  let nextId = 1

  const one = async (client: pg.Client): Promise<void> => {
    const id = nextId++
    const from = id % accounts
    const plan = { id, from, to: (from + 1 + (id % (accounts - 1))) % accounts, amount: 1 + (id % 7) }
    try {
      await client.query(TRANSFER, [plan.id, plan.from, plan.to, plan.amount])
      transfers.push({ ...plan, outcome: 'acknowledged' })
    } catch (error) {
      transfers.push({ ...plan, outcome: isRefusal(error) ? 'refused' : 'unknown' })
      throw error
    }
    const { rows } = await client.query<{ sum: string }>('select sum(balance) from bank_account')
    sums.push(Number(rows[0]?.sum))
  }
  const serve = async (): Promise<void> => {
    let client: pg.Client | undefined
    while (!ending.signal.aborted) {
      try {
        client ??= await connectTo(url)
        await one(client)
      } catch {
        // Its outcome is in the history; a connection that failed had none.
        await hangUp(client)
        client = undefined
        await sleep(50)
      }
    }
    await hangUp(client)
  }
  const serving = Array.from({ length: clients }, serve)
  return {
    async stop() {
      ending.abort()
      await Promise.all(serving)
      return { opening: Array.from({ length: accounts }, () => opening), transfers, sums }
    },
  }
}

/** What the database holds, in one snapshot. */
export async function readBank(url: string): Promise<BankFound> {
  const client = await connectTo(url)
  try {
    await client.query('begin isolation level repeatable read read only')
    const accounts = await client.query<{ balance: string }>('select balance from bank_account order by n')
    const kept = await client.query<{ id: string }>('select id from bank_transfer order by id')
    return {
      balances: accounts.rows.map(({ balance }) => Number(balance)),
      transfers: kept.rows.map(({ id }) => Number(id)),
    }
  } finally {
    await hangUp(client)
  }
}
