import { type HostId, newId } from '@holdfast/shared/ids'
import { ObservedHost } from '@holdfast/shared/state/observed'
import { describe, expect, it } from 'vitest'
import { openPageMemory } from './page-memory.ts'
import type { HostPage, SeenHost } from './seen-store.ts'

const pageOf = (hostId: HostId): ObservedHost =>
  ObservedHost.parse({
    hostId,
    observedGeneration: 1,
    observedAt: new Date(0).toISOString(),
    agentVersion: '0.1.0',
    addresses: [],
    capacity: { cpus: 1, memoryBytes: 1, storageBytes: 1, storageFreeBytes: 1 },
    volumes: [],
    instances: [],
    endpoints: [],
    releases: [],
    conditions: [],
    tasks: [],
  })

const seen = (id: HostId, pageVersion: string | null): SeenHost => ({
  ...{ id, name: 'kelp', removedAt: null, observedAt: null, pageVersion },
})

/** A memory over a store whose pages all have this version, and what was read of it. */
function remembering(mostRemembered?: number) {
  const memory = openPageMemory(mostRemembered)
  const store = { version: '1', reads: [] as HostId[][] }
  const read = async (ids: readonly HostId[]) => {
    store.reads.push([...ids])
    return new Map(ids.map((id): [HostId, HostPage] => [id, { version: store.version, page: pageOf(id) }]))
  }
  return { store, look: (...hosts: SeenHost[]) => memory.of(hosts, read) }
}

describe("the memory of hosts' pages", () => {
  it('reads a page once for each of its versions, for however many databases', async () => {
    const { store, look } = remembering()
    const id = newId('ho')
    await look(seen(id, '1'), seen(id, '1'))
    await look(seen(id, '1'))
    store.version = '2'
    expect((await look(seen(id, '2'))).get(id)?.version).toBe('2')
    await look(seen(id, '2'))
    expect(store.reads).toEqual([[id], [id]])
  })

  it('has nothing of a host that has not reported', async () => {
    const { store, look } = remembering()
    expect(await look(seen(newId('ho'), null))).toEqual(new Map())
    expect(store.reads).toEqual([])
  })

  it('forgets the page that was read longest ago', async () => {
    const { store, look } = remembering(2)
    const [a, b, c] = [newId('ho'), newId('ho'), newId('ho')]
    for (const id of [a, b, c, b, a]) await look(seen(id, '1'))
    expect(store.reads).toEqual([[a], [b], [c], [a]])
  })
})
