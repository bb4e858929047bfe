import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { openCall } from '@holdfast/lab/platform/open-call'
import { runPsql } from '@holdfast/lab/platform/run-psql'
import { startThrowawayPlatform, type ThrowawayPlatform } from '@holdfast/lab/platform/throwaway-platform'
import type { Call } from '@holdfast/shared/client/client'
import { followOperation } from '@holdfast/shared/client/follow-operation'
import { alertRoutes } from '@holdfast/shared/contract/alert-routes'
import { databaseRoutes } from '@holdfast/shared/contract/database-routes'
import { type MetricsView, metricRoutes, mostMetrics } from '@holdfast/shared/contract/metric-routes'
import { platformRoutes } from '@holdfast/shared/contract/platform-routes'
import { type MetricName, metricCatalogue, metricNames } from '@holdfast/shared/metrics/catalogue'
import { GiB } from '@holdfast/shared/units'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const docker = (...words: string[]) => promisify(execFile)('docker', words)

let platform: ThrowawayPlatform
let call: Call
let direct = ''
let pooled = ''
let host = ''
const params = { database: 'orders' }

beforeAll(async () => {
  platform = await startThrowawayPlatform()
  call = await openCall(platform)
  const body = { name: params.database, size: 'micro', storageBytes: GiB }
  const { operation } = await call(databaseRoutes.create, { body, idempotencyKey: crypto.randomUUID() })
  expect((await followOperation({ call, operationId: operation.id })).state).toBe('succeeded')
  const revealed = await call(databaseRoutes.reveal, { params })
  direct = revealed.direct.url
  pooled = revealed.pooled?.url ?? ''
  host = (await call(platformRoutes.hosts, { query: {} })).items[0]?.name ?? ''
})
afterAll(() => platform?.wipe())

const moment = (ms: number) => new Date(ms).toISOString()

async function read(names: readonly MetricName[], query: { from?: string; to?: string; stepSeconds?: number } = {}) {
  const parts: MetricsView['series'][] = []
  for (let at = 0; at < names.length; at += mostMetrics) {
    const some = names.slice(at, at + mostMetrics)
    const wish = { names: some.join(','), ...query }
    const isOfHost = metricCatalogue[some[0] ?? 'cpu'].of === 'host'
    const view = isOfHost
      ? await call(metricRoutes.ofHost, { params: { host }, query: wish })
      : await call(metricRoutes.ofDatabase, { params, query: wish })
    parts.push(view.series)
  }
  return parts.flat()
}
const valuesOf = (series: MetricsView['series']) =>
  series.flatMap(({ values }) => values.filter((value) => value !== null))

/** Something for every counter: both endpoints, writes, a rollback. */
async function work(): Promise<void> {
  const sql =
    'create table if not exists t (n int); insert into t select generate_series(1, 1000); select count(*) from t'
  await Promise.all([runPsql(direct, sql), runPsql(pooled, 'select pg_sleep(0.2)')])
  await runPsql(direct, 'select 1 / 0').catch(() => undefined)
}

describe('metrics of a platform that runs', () => {
  it('has figures for every entry of its catalogue, and every unit is one of those named', async () => {
    const always = [...metricNames('database'), ...metricNames('host')].filter(
      (name) => metricCatalogue[name].group !== 'replication' || metricCatalogue[name].only === undefined,
    )
    const missing = async () => {
      await work()
      const found = new Set(
        [
          ...(await read(metricNames('database'), { stepSeconds: 5 })),
          ...(await read(metricNames('host'), { stepSeconds: 5 })),
        ].flatMap(({ name, values }) => (values.some((value) => value !== null) ? [name] : [])),
      )
      return always.filter((name) => !found.has(name))
    }
    await expect.poll(missing, { timeout: 120_000, interval: 1_000 }).toEqual([])
    const { items } = await call(metricRoutes.catalogue, {})
    expect(items.map(({ name }) => name)).toEqual(Object.keys(metricCatalogue))
  })

  it('come every second while somebody looks, and a transaction’s age is seen to grow', async () => {
    const open = runPsql(direct, 'begin; select pg_sleep(25); commit')
    const newest = async () => {
      const [line] = await read(['longest-transaction'], { stepSeconds: 1, from: moment(Date.now() - 12_000) })
      const values = (line?.values ?? []).filter((value) => value !== null)
      return values.slice(1).filter((value, at) => value > (values[at] ?? 0)).length
    }
    await expect.poll(newest, { timeout: 24_000, interval: 1_000 }).toBeGreaterThanOrEqual(5)
    await open
  })

  it('are told to be away while their store is stopped; everything else goes on, and what was counted is brought later', async () => {
    const name = `${platform.name}-metrics`
    const stoppedAt = Date.now()
    await docker('stop', name)
    const refused = await call(metricRoutes.ofDatabase, { params, query: { names: 'cpu' } }).catch((error) => error)
    expect([refused.document.code, refused.document.status]).toEqual(['metrics-unavailable', 503])
    expect(refused.document.detail).toMatch(/metrics store does not answer.*Databases go on serving/)
    await work()
    expect((await fetch(`${platform.url}/readyz`)).status).toBe(200)
    const restarted = await call(databaseRoutes.restart, {
      params,
      ifMatch: '*',
      idempotencyKey: crypto.randomUUID(),
    })
    const operationId = restarted.operation?.id
    if (!operationId) throw new Error('the restart has no operation')
    expect((await followOperation({ call, operationId })).state).toBe('succeeded')
    const kinds = async () => (await call(alertRoutes.listOfInstallation, { query: {} })).items.map(({ kind }) => kind)
    await expect.poll(kinds, { timeout: 60_000 }).toContain('metrics-store-unavailable')

    await docker('start', name)
    const startedAt = Date.now()
    const range = { from: moment(stoppedAt), to: moment(startedAt), stepSeconds: 10 }
    await expect
      .poll(async () => valuesOf(await read(['disk-size'], range).catch(() => [])).length, { timeout: 60_000 })
      .toBeGreaterThanOrEqual(Math.floor((startedAt - stoppedAt) / 10_000) - 1)
    await expect.poll(kinds, { timeout: 60_000 }).not.toContain('metrics-store-unavailable')
  })
})
