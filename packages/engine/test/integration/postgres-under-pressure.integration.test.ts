import { setTimeout as sleep } from 'node:timers/promises'
import { findEngine } from '@holdfast/engine'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { ask, aTestInstance, openClient, type TestInstance, watchInstance } from '../harness/index.ts'

const engine = findEngine('postgres')
if (!engine) throw new Error('the catalogue lacks PostgreSQL')

let instance: TestInstance

beforeAll(async () => {
  instance = await aTestInstance(engine, { page: { connectionLimit: 10 } })
  await instance.start()
  await instance.untilRunning()
})

afterAll(() => instance?.remove())

it('tells a watcher the present state at once, and a crash and its end within a second', async () => {
  const watching = await watchInstance(instance)
  expect(watching.told[0]?.observation.health).toBe('running')
  const before = await instance.observe()
  const begun = Date.now()
  await instance.exec('sh', '-c', 'kill -9 $(head -n 1 /volume/pgdata/postmaster.pid)')
  await instance.until((seen) => seen.health === 'running' && seen.startedAt !== before.startedAt)
  await sleep(50)
  watching.end()
  const healths = watching.told.map(({ observation }) => observation.health)
  expect(healths).toContain('crashed')
  expect(healths.at(-1)).toBe('running')
  expect((watching.told.at(-1)?.at ?? 0) - begun).toBeLessThan(5_000)
})

it('loses one session, not the instance, when a query takes more memory than there is', async () => {
  const watching = await watchInstance(instance)
  const before = await instance.observe()
  await expect(
    ask(instance, "select length(string_agg(repeat('x', 1000000), '')) from generate_series(1, 900)"),
  ).rejects.toThrow(/terminated|closed|ended|recovery|memory/i)
  const healths = () => watching.told.map(({ observation }) => observation.health)
  await vi.waitFor(() => expect(healths()).toContain('recovering'), 5_000)
  const after = await instance.untilRunning()
  watching.end()
  expect(after.startedAt).toBe(before.startedAt)
  expect(await ask(instance, 'select 1 as one')).toEqual([{ one: 1 }])
})

it('stays well and counts when every connection is taken', async () => {
  const clients: Awaited<ReturnType<typeof openClient>>[] = []
  const fill = async () => {
    for (;;) clients.push(await openClient(instance))
  }
  try {
    await expect(fill()).rejects.toThrow(/reserved|too many/)
    // The exact ceiling is the gateway's; the engine has room for it and never gives the platform's seats away.
    expect(clients.length).toBeGreaterThanOrEqual(instance.page.connectionLimit)
    const seen = await instance.until(({ connections }) => connections === clients.length)
    expect(seen.health).toBe('running')
    await instance.writePasswords()
    expect((await instance.control('POST', '/apply')).status).toBe(200)
  } finally {
    await Promise.all(clients.map((client) => client.end()))
  }
})

it('keeps the log of changes within bounds although nothing archives it', async () => {
  await ask(instance, 'create table churn (n int, t text)')
  for (let round = 0; round < 6; round++)
    await ask(instance, "insert into churn select g, repeat('x', 500) from generate_series(1, 60000) g; truncate churn")
  const waiting = async () => {
    const { output } = await instance.exec('sh', '-c', 'ls /volume/pgdata/pg_wal/archive_status | grep -c ready; true')
    return Number(output.trim())
  }
  await vi.waitFor(async () => expect(await waiting()).toBeLessThan(3), { timeout: 30_000, interval: 250 })
})
