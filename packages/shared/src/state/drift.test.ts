import { describe, expect, it } from 'vitest'
import { newId } from '../ids.ts'
import type { DesiredHost, DesiredInstance } from './desired.ts'
import { drift, settled } from './drift.ts'
import type { ObservedHost, ObservedInstance } from './observed.ts'

const hostId = newId('ho')
const databaseId = newId('db')
const instanceId = newId('in')
const volumeId = newId('vo')
const releaseId = newId('re')

const wanted: DesiredInstance = {
  instanceId,
  databaseId,
  volumeId,
  engine: 'any',
  releaseId,
  size: 'small',
  storageBytes: 1e9,
  role: 'primary',
  epoch: 1,
  power: 'running',
  restarts: 0,
  databaseName: 'shop',
  ownerRole: 'shop',
  logins: [],
  settings: {},
  serverNames: [],
}

const seen: ObservedInstance = {
  instanceId,
  databaseId,
  releaseId,
  role: 'primary',
  epoch: 1,
  health: 'running',
  because: 'it answers',
  restarts: 0,
  appliedHash: 'a',
  wantedHash: 'a',
  serverVersion: '1',
  startedAt: null,
  connections: 0,
  memoryBytes: 0,
  access: null,
}

const desired = (change: Partial<DesiredInstance> = {}): DesiredHost => ({
  hostId,
  generation: 7,
  volumes: [{ volumeId, databaseId, sizeBytes: 1e9, format: 'image-ext4', state: 'present' }],
  instances: [{ ...wanted, ...change }],
  endpoints: [
    {
      databaseId,
      primary: instanceId,
      directPort: 1,
      pooledPort: 2,
      readOnlyPort: 3,
      allowedNetworks: [],
      connectionLimit: 10,
    },
  ],
  releases: [],
  tasks: [],
})

const observed = (change: Partial<ObservedInstance> = {}): ObservedHost => ({
  hostId,
  observedGeneration: 7,
  observedAt: '2026-01-01T00:00:00Z',
  agentVersion: '1',
  addresses: [],
  capacity: { cpus: 1, memoryBytes: 1, storageBytes: 1, storageFreeBytes: 1 },
  volumes: [{ volumeId, format: 'image-ext4', sizeBytes: 1e9, usedBytes: 1, mounted: true, growth: null }],
  instances: [{ ...seen, ...change }],
  endpoints: [
    {
      databaseId,
      state: 'open',
      because: '',
      openConnections: 0,
      acceptedTotal: 0,
      refusedTotal: 0,
      heldTotal: 0,
      lastRefusal: null,
    },
  ],
  releases: [],
  conditions: [],
  tasks: [],
})

describe('drift', () => {
  it('says nothing when the host is what it should be', () => {
    expect(drift(desired(), observed())).toEqual([])
  })

  it.each<[string, Partial<DesiredInstance>, Partial<ObservedInstance>, RegExp]>([
    ['an instance that still starts', {}, { health: 'starting' }, /is starting/],
    ['an instance that crashed', {}, { health: 'crashed', because: 'exit 1' }, /crashed: exit 1/],
    ['another release', { releaseId: newId('re') }, {}, /another release/],
    ['a lower epoch', { epoch: 2 }, {}, /epoch 1 of 2/],
    ['another role', { role: 'standby' }, {}, /primary and should be standby/],
    ['a restart not carried out', { restarts: 1 }, {}, /not restarted/],
    ['a page not applied', {}, { appliedHash: 'b' }, /newest page/],
    ['a page that cannot be written', {}, { wantedHash: null }, /cannot be written/],
    ['an instance that should be stopped', { power: 'stopped' }, {}, /should be stopped/],
  ])('names %s', (_name, wish, sight, because) => {
    const found = drift(desired(wish), observed(sight))
    expect(found).toEqual([{ subject: instanceId, because: expect.stringMatching(because) }])
  })

  it('names an instance without container, a missing volume and a closed port', () => {
    const bare = { ...observed(), instances: [], volumes: [], endpoints: [] }
    expect(drift(desired(), bare).map((it) => it.subject)).toEqual([volumeId, instanceId, databaseId])
  })

  it('names what should be gone', () => {
    const empty: DesiredHost = { ...desired(), instances: [], endpoints: [] }
    const erased = { ...empty, volumes: empty.volumes.map((it) => ({ ...it, state: 'erased' as const })) }
    expect(drift(erased, observed()).map((it) => it.subject)).toEqual([volumeId, instanceId, databaseId])
  })

  it('asks nothing of the port of a stopped database', () => {
    const found = drift(desired({ power: 'stopped' }), { ...observed({ health: 'stopped' }), endpoints: [] })
    expect(found).toEqual([])
  })
})

describe('settled', () => {
  const pages = { desired: desired(), observed: observed() }

  it('waits for the generation to be read', () => {
    expect(settled({ ...pages, generation: 8, subjects: [instanceId] })).toBe(false)
    expect(settled({ ...pages, generation: 7, subjects: [instanceId] })).toBe(true)
  })

  it('looks only at the subjects it was asked about', () => {
    const drifting = { ...pages, observed: observed({ health: 'crashed' }) }
    expect(settled({ ...drifting, generation: 7, subjects: [instanceId] })).toBe(false)
    expect(settled({ ...drifting, generation: 7, subjects: [volumeId] })).toBe(true)
  })
})
