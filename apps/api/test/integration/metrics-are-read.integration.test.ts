import { zstdCompressSync } from 'node:zlib'
import type { MetricsView } from '@holdfast/shared/contract/metric-routes'
import type { Figure } from '@holdfast/shared/metrics/series'
import { encodeWriteRequest } from '@holdfast/shared/metrics/write-block'
import { GiB } from '@holdfast/shared/units'
import { beforeAll, describe, expect, it } from 'vitest'
import { BlockRefused, openMetricsStoreClient } from '../../src/metrics/metrics-store-client.ts'
import { Secret } from '../../src/platform/secret.ts'
import type { LinkPeer } from '../harness/link-peer.ts'
import { useMetricsStore } from '../harness/metrics-store.ts'
import { type Person, useApi } from '../harness/use-api.ts'

const metricsStore = useMetricsStore()
const api = useApi(async (config) => ({ ...config, metrics: await metricsStore.place() }))

let alice: Person
let bob: Person
let host: LinkPeer
let other: LinkPeer
const ids = { alice: '', bob: '' }

beforeAll(async () => {
  alice = await api.signUp()
  bob = await api.signUp()
  host = await api.joinHost()
  ids.alice = await makeDatabase(alice)
  ids.bob = await makeDatabase(bob)
  other = await api.joinHost()
})

async function makeDatabase({ token }: Person): Promise<string> {
  const body = { name: 'orders', size: 'micro', storageBytes: GiB }
  const headers = { 'idempotency-key': crypto.randomUUID() }
  const made = await api.ask('POST', '/v1/databases', { token, body, headers })
  return made.body.database.id
}

/** On the grid of ten seconds, so that every moment that is told is one that is read. */
const begin = Math.floor(Date.now() / 10_000) * 10 - 60

interface Told {
  readonly hostId: string
  readonly labels: Readonly<Record<string, string>>
  readonly figures: (index: number) => readonly Figure[]
}

/** Six moments, ten seconds apart. */
async function tell({ hostId, labels, figures }: Told): Promise<void> {
  const samples = [0, 1, 2, 3, 4, 5].map((index) => ({
    labels,
    atMs: (begin + index * 10) * 1000,
    figures: figures(index),
  }))
  const client = openMetricsStoreClient(await metricsStore.place())
  await client.write(hostId, zstdCompressSync(encodeWriteRequest(samples)))
}

const moment = (seconds: number) => new Date(seconds * 1000).toISOString()

/** Asks until there is a line: what was written can be read a second later. */
async function read(path: string, person: Person, names: string): Promise<MetricsView> {
  const query = `names=${names}&from=${moment(begin)}&to=${moment(begin + 50)}&stepSeconds=10`
  const answer = await api.ask('GET', `${path}/metrics?${query}`, { token: person.token })
  expect(answer.status).toBe(200)
  return answer.body
}
const eventually = <T>(get: () => Promise<T>) => expect.poll(get, { timeout: 20_000, interval: 200 })

describe('what a host told of a database', () => {
  it('is read as the catalogue says: newest figures, growth, shares and means', async () => {
    await tell({
      hostId: host.identity.hostId,
      labels: { database: ids.alice, instance: 'in_1' },
      figures: (index) => [
        { name: 'memory_bytes', value: 1_000 + index },
        { name: 'connections', by: 'active', value: 3 },
        { name: 'connections', by: 'idle', value: 4 },
        { name: 'transactions_committed', value: 500 * index },
        { name: 'blocks_hit', value: 90 * index },
        { name: 'blocks_read', value: 10 * index },
        { name: 'active_seconds', value: 5 * index },
      ],
    })
    const path = `/v1/databases/${ids.alice}`
    await eventually(async () => (await read(path, alice, 'memory')).series[0]?.values).toEqual([
      1_000, 1_001, 1_002, 1_003, 1_004, 1_005,
    ])
    const names = 'connections,transactions-committed,cache-hit-share,transaction-seconds'
    const { series, stepSeconds, from } = await read(path, alice, names)
    expect([stepSeconds, from]).toEqual([10, moment(begin)])
    const last = series.map(({ name, labels, values }) => [name, labels, values.at(-1)])
    expect(last.toSorted()).toEqual([
      ['cache-hit-share', { instance: 'in_1' }, 0.9],
      ['connections', { instance: 'in_1', state: 'active' }, 3],
      ['connections', { instance: 'in_1', state: 'idle' }, 4],
      ['transaction-seconds', { instance: 'in_1' }, 0.01],
      ['transactions-committed', { instance: 'in_1' }, 50],
    ])
  })

  it('is not shown to another organization, whose database of the same name shows its own', async () => {
    await tell({
      hostId: host.identity.hostId,
      labels: { database: ids.bob, instance: 'in_2' },
      figures: () => [{ name: 'memory_bytes', value: 7 }],
    })
    await eventually(async () => (await read('/v1/databases/orders', bob, 'memory')).series).toMatchObject([
      { labels: { instance: 'in_2' }, values: [7, 7, 7, 7, 7, 7] },
    ])
    const query = `/v1/databases/${ids.alice}/metrics?names=memory`
    expect(await api.ask('GET', query, { token: bob.token })).toMatchObject({ status: 404 })
  })
})

describe('a host that lies', () => {
  it('cannot speak of a database that it does not hold, nor in the name of the host that does', async () => {
    await tell({
      hostId: other.identity.hostId,
      labels: { database: ids.alice, instance: 'in_9', host: host.identity.hostId },
      figures: () => [
        { name: 'deadlocks', value: 1 },
        { name: 'longest_transaction_seconds', value: 1 },
      ],
    })
    await tell({
      hostId: other.identity.hostId,
      labels: {},
      figures: () => [{ name: 'host_load', value: 5 }],
    })
    const hostPath = `/v1/hosts/${other.identity.hostId}`
    await eventually(async () => (await read(hostPath, alice, 'host-load')).series).toMatchObject([
      { labels: { host: other.identity.hostId }, values: [5, 5, 5, 5, 5, 5] },
    ])
    const { series } = await read(`/v1/databases/${ids.alice}`, alice, 'longest-transaction')
    expect(series).toEqual([])
    expect((await read(`/v1/hosts/${host.identity.hostId}`, alice, 'host-load')).series).toEqual([])
  })

  it('is told at once when its words cannot be read', async () => {
    const client = openMetricsStoreClient(await metricsStore.place())
    await expect(client.write(host.identity.hostId, Buffer.from('no block'))).rejects.toBeInstanceOf(BlockRefused)
  })

  it('keeps them while the store does not know the password of the api', async () => {
    const place = { ...(await metricsStore.place()), password: new Secret('another') }
    const written = openMetricsStoreClient(place).write(host.identity.hostId, Buffer.from('any'))
    await expect(written).rejects.toMatchObject({ code: 'metrics-unavailable' })
  })
})

describe('a host that brings figures over its link', () => {
  const block = (value: number, atMs = Date.now()) =>
    zstdCompressSync(
      encodeWriteRequest([
        { labels: { database: ids.alice, instance: 'in_1' }, atMs, figures: [{ name: 'xid_age', value }] },
      ]),
    ).toString('base64')

  it('is told that they are kept, and that a block is of no use', async () => {
    expect(await host.ask({ say: 'metrics', block: block(41) })).toMatchObject({ say: 'answer', value: 'kept' })
    const useless = Buffer.from('no block').toString('base64')
    expect(await host.ask({ say: 'metrics', block: useless })).toMatchObject({ say: 'answer', value: 'unreadable' })
  })

  it('is told when somebody looks at a database that it holds, and at nothing of the past', async () => {
    const looks = (peer: LinkPeer) => peer.messages.filter((it) => it.say === 'look' && it.databaseId === ids.bob)
    const ask = (range: string) =>
      api.ask('GET', `/v1/databases/orders/metrics?names=memory${range}`, { token: bob.token })
    const hour = 3_600_000
    await new Promise((resolve) => setTimeout(resolve, 4_100))
    const before = looks(host).length
    expect((await ask(`&to=${new Date(Date.now() - hour).toISOString()}&from=2026-01-01T00:00:00Z`)).status).toBe(200)
    expect(looks(host).length).toBe(before)
    expect((await ask('')).status).toBe(200)
    await expect.poll(() => looks(host).length).toBe(before + 1)
    expect(looks(other)).toEqual([])
  })

  it('is told to bring them later while the store hangs, and nobody else waits for it', async () => {
    await metricsStore.pause()
    const later = host.ask({ say: 'metrics', block: block(42) })
    const asked = performance.now()
    expect((await api.ask('GET', `/v1/databases/${ids.alice}`, { token: alice.token })).status).toBe(200)
    expect(performance.now() - asked).toBeLessThan(5_000)
    const { status, body } = await api.ask('GET', '/v1/databases/orders/metrics?names=xid-age', { token: alice.token })
    expect([status, body.code]).toEqual([503, 'metrics-unavailable'])
    expect(await later).toMatchObject({ say: 'answer', value: 'later' })
    await metricsStore.resume()
    expect(await host.ask({ say: 'metrics', block: block(43) })).toMatchObject({ value: 'kept' })
  })
})

describe('a question that cannot be answered', () => {
  it.each([
    ['names=cpu,nothing', /names/],
    ['names=host-cpu', /names/],
    ['names=cpu&from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', /from/],
    [`names=cpu{database="${'x'}"}`, /names/],
  ])('is refused with the field that is wrong: %s', async (query, field) => {
    const { status, body } = await api.ask('GET', `/v1/databases/orders/metrics?${query}`, { token: alice.token })
    expect([status, JSON.stringify(body.errors)]).toEqual([422, expect.stringMatching(field)])
  })
})
