import { findEngine } from '@holdfast/engine'
import { Figures, instanceSeries } from '@holdfast/shared/metrics/series'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aTestInstance, openClient, type TestInstance } from '../harness/index.ts'

const engine = findEngine('postgres')
if (!engine) throw new Error('the catalogue lacks PostgreSQL')

let instance: TestInstance
beforeAll(async () => {
  instance = await aTestInstance(engine)
  await instance.start()
  await instance.untilRunning()
}, 120_000)
afterAll(() => instance?.remove())

const figures = async () => {
  const { status, body } = await instance.control('GET', '/figures')
  expect(status).toBe(200)
  return Figures.parse(body)
}
type Told = Awaited<ReturnType<typeof figures>>
const value = (all: Told, name: string, by?: string) => all.find((it) => it.name === name && it.by === by)?.value

describe('an instance that runs', () => {
  it('tells every figure of its catalogue and no other; the lag of nobody is not told', async () => {
    const told = new Set((await figures()).map(({ name }) => name))
    const known = Object.keys(instanceSeries).filter((name) => name !== 'sender_lag_bytes')
    expect([...told].toSorted()).toEqual(known.toSorted())
    for (const { name, by } of await figures())
      expect([name, by !== undefined]).toEqual([name, 'by' in instanceSeries[name as keyof typeof instanceSeries]])
  })

  it('counts what a client does, and not what the platform does', async () => {
    const client = await openClient(instance)
    const before = await figures()
    await client.query('CREATE TABLE t AS SELECT n FROM generate_series(1, 20000) n')
    await client.query('BEGIN; SELECT * FROM t; COMMIT')
    await expect(client.query('SELECT 1 / 0')).rejects.toThrow(/zero/)
    // What a session counted is told at the end of its transactions: another one stays in its own.
    await client.end()
    const waiting = await openClient(instance)
    await waiting.query('BEGIN; LOCK TABLE t')
    const growth = (after: Told, name: string) => (value(after, name) ?? 0) - (value(before, name) ?? 0)
    await expect
      .poll(
        async () => {
          const after = await figures()
          return [
            growth(after, 'transactions_committed') >= 2,
            growth(after, 'transactions_rolled_back') >= 1,
            growth(after, 'rows_read') >= 20_000,
            growth(after, 'wal_bytes') > 100_000,
            growth(after, 'cpu_seconds') > 0,
            growth(after, 'network_sent_bytes') > 100_000,
            value(after, 'connections', 'idle-in-transaction'),
            (value(after, 'longest_transaction_seconds') ?? 0) > 0,
            (value(after, 'locks_held') ?? 0) > 0,
          ]
        },
        { timeout: 30_000 },
      )
      .toEqual([true, true, true, true, true, true, 1, true, true])
    await waiting.end()
  })

  it('costs little: all figures together take less than 30 ms of a processor', async () => {
    const before = value(await figures(), 'cpu_seconds') ?? 0
    for (let n = 0; n < 100; n++) await figures()
    const spent = (value(await figures(), 'cpu_seconds') ?? 0) - before
    process.stdout.write(`a question for all figures costs ${(spent * 10).toFixed(1)} ms of a processor\n`)
    expect(spent).toBeLessThan(3)
  })
})
