import type { ObservedInstance } from '@holdfast/shared/state/observed'
import { describe, expect, it } from 'vitest'
import type { DatabaseRecord } from './database-record.ts'
import { type DatabaseObservation, databaseState } from './database-state.ts'

const databaseId = 'db_00000000000000000001'
const instanceId = 'in_00000000000000000001'
const hostId = 'ho_00000000000000000001'
const volumeId = 'vo_00000000000000000001'
const heard = new Date('2030-01-02T03:04:05Z')

const aDatabase = (change: Partial<DatabaseRecord> = {}): DatabaseRecord => ({
  id: databaseId,
  organizationId: 'or_00000000000000000001',
  name: 'orders',
  engine: 'postgres',
  version: '17',
  releaseId: 're_00000000000000000001',
  size: 'small',
  storageBytes: 1,
  standbys: 0,
  durability: 'async',
  region: null,
  labels: {},
  allowedNetworks: [],
  isProtected: false,
  databaseName: 'orders',
  ownerRole: 'orders',
  epoch: 1,
  life: 'present',
  revision: 1,
  createdAt: heard,
  deletedAt: null,
  recoverableUntil: null,
  instances: [{ id: instanceId, hostId, volumeId, role: 'primary', power: 'running', restarts: 0 }],
  volumes: [{ id: volumeId, hostId, sizeBytes: 1, format: 'image-ext4', state: 'present' }],
  endpoint: { directPort: 20_000, pooledPort: 20_001, readOnlyPort: 20_002 },
  logins: [],
  pooler: null,
  ...change,
})

const anInstance = (change: Partial<ObservedInstance> = {}): ObservedInstance => ({
  instanceId,
  databaseId,
  releaseId: 're_00000000000000000001',
  role: 'primary',
  epoch: 1,
  health: 'running',
  because: '',
  restarts: 0,
  appliedHash: 'a',
  wantedHash: 'a',
  serverVersion: '17.5',
  startedAt: null,
  connections: 0,
  memoryBytes: 0,
  access: null,
  ...change,
})

const endpoint = (state: 'open' | 'holding' | 'closed', because = '') =>
  ({
    databaseId,
    state,
    because,
    openConnections: 0,
    acceptedTotal: 0,
    refusedTotal: 0,
    heldTotal: 0,
    lastRefusal: null,
  }) as const

const seen = (change: Partial<DatabaseObservation> = {}): DatabaseObservation => ({
  hostName: 'kelp-01',
  hostAddresses: ['10.0.0.11'],
  hostRemovedAt: null,
  presence: { state: 'connected', lastHeardAt: heard },
  observedAt: heard,
  instance: anInstance(),
  endpoint: endpoint('open'),
  usedBytes: 0,
  conditions: [],
  ...change,
})

const condition = (code: 'not-encrypted' | 'image-missing', because: string) => ({ code, subject: instanceId, because })

const table: [string, Partial<DatabaseRecord>, DatabaseObservation | null, string, RegExp][] = [
  ['answers and is open', {}, seen(), 'running', /answers queries/],
  ['is merely not encrypted', {}, seen({ conditions: [condition('not-encrypted', 'x')] }), 'running', /answers/],
  [
    'was running when its host fell silent',
    {},
    seen({ presence: { state: 'silent', lastHeardAt: heard } }),
    'unreachable',
    /kelp-01 has not been heard since 2030-01-02 03:04:05 UTC; it was running as of/,
  ],
  [
    'was asked for while its host is silent',
    { life: 'creating' },
    seen({ instance: null, presence: { state: 'silent', lastHeardAt: null } }),
    'unreachable',
    /kelp-01 has not been heard$/,
  ],
  [
    'is seen by an api that has only just started',
    {},
    seen({ presence: { state: 'awaited', lastHeardAt: null } }),
    'running',
    /answers/,
  ],
  ['has no place yet', { life: 'creating', instances: [] }, null, 'creating', /waiting for a host/],
  ['is being made', { life: 'creating' }, seen({ instance: null, endpoint: null }), 'creating', /kelp-01 is making/],
  [
    'cannot be made',
    { life: 'creating' },
    seen({ instance: null, conditions: [condition('image-missing', 'the image is missing')] }),
    'creating',
    /image is missing/,
  ],
  [
    'runs but is not handed over yet',
    { life: 'creating' },
    seen({ instance: anInstance({ because: 'it runs' }) }),
    'creating',
    /it runs/,
  ],
  ['lost its container', {}, seen({ instance: null }), 'starting', /bringing its container back/],
  [
    'lost its container for good',
    {},
    seen({ instance: null, conditions: [condition('image-missing', 'no image')] }),
    'failed',
    /no image/,
  ],
  ['starts', {}, seen({ instance: anInstance({ health: 'starting', because: 'replaying' }) }), 'starting', /replaying/],
  ['recovers', {}, seen({ instance: anInstance({ health: 'recovering' }) }), 'starting', /recovering/],
  ['crashed', {}, seen({ instance: anInstance({ health: 'crashed', because: 'signal 9' }) }), 'failed', /signal 9/],
  ['is stuck', {}, seen({ instance: anInstance({ health: 'stuck' }) }), 'failed', /stuck/],
  ['has a full disk', {}, seen({ instance: anInstance({ health: 'disk-full' }) }), 'degraded', /disk is full/],
  [
    'runs behind a closed port',
    {},
    seen({ endpoint: endpoint('closed', 'the port is taken') }),
    'degraded',
    /port is taken/,
  ],
  ['runs without a port', {}, seen({ endpoint: null }), 'starting', /port is not offered/],
  ['was deleted and still runs', { life: 'deleted' }, seen(), 'deleting', /being stopped/],
  [
    'was deleted',
    { life: 'deleted', recoverableUntil: heard },
    seen({ instance: null }),
    'deleted',
    /until 2030-01-02 03:04 UTC/,
  ],
  ['is being erased', { life: 'erased' }, seen({ instance: null }), 'deleting', /being removed/],
  ['is erased', { life: 'erased', volumes: [] }, null, 'deleted', /gone/],
]

describe('the state of a database that', () => {
  it.each(table)('%s', (_, change, observation, state, because) => {
    const told = databaseState(aDatabase(change), { observation, operation: null })
    expect(told.state).toBe(state)
    expect(told.because).toMatch(because)
  })

  it('never says running unless the host said so and can be heard', () => {
    for (const health of ['stopped', 'starting', 'recovering', 'disk-full', 'crashed', 'stuck'] as const)
      expect(
        databaseState(aDatabase(), { observation: seen({ instance: anInstance({ health }) }), operation: null }).state,
      ).not.toBe('running')
  })

  it('says what a create waits for', () => {
    const operation = { kind: 'create-database', because: 'the volume is not there yet' }
    const observation = seen({ instance: null })
    expect(databaseState(aDatabase({ life: 'creating' }), { observation, operation }).because).toBe(operation.because)
  })
})
