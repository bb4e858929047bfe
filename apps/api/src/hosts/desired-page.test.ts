import { defaultEngine } from '@holdfast/engine'
import type { HostId } from '@holdfast/shared/ids'
import { DesiredHost } from '@holdfast/shared/state/desired'
import { describe, expect, it } from 'vitest'
import type { DatabaseRecord, Life } from '../databases/database-record.ts'
import { desiredPage } from './desired-page.ts'
import type { SharedDomain } from './endpoint-naming.ts'

const hostId: HostId = 'ho_00000000000000000001'
const otherHost: HostId = 'ho_00000000000000000002'
const release = { releaseId: 're_00000000000000000001', manifest: '{}', signature: 'x' } as const

const aDatabase = (life: Life, change: Partial<DatabaseRecord> = {}): DatabaseRecord => ({
  id: 'db_00000000000000000001',
  organizationId: 'or_00000000000000000001',
  name: 'orders',
  engine: defaultEngine.family,
  version: '17',
  releaseId: release.releaseId,
  size: 'small',
  storageBytes: 1024,
  standbys: 0,
  durability: 'async',
  region: null,
  labels: {},
  allowedNetworks: ['10.0.0.0/8'],
  isProtected: false,
  databaseName: 'orders',
  ownerRole: 'orders',
  epoch: 1,
  life,
  revision: 1,
  createdAt: new Date(0),
  deletedAt: null,
  recoverableUntil: null,
  instances: [
    {
      id: 'in_00000000000000000001',
      hostId,
      volumeId: 'vo_00000000000000000001',
      role: 'primary',
      power: 'running',
      restarts: 2,
    },
  ],
  volumes: [{ id: 'vo_00000000000000000001', hostId, sizeBytes: 1024, format: 'image-ext4', state: 'present' }],
  endpoint: { directPort: 20_000, pooledPort: 20_001, readOnlyPort: 20_002 },
  pooler: {
    passwordSecretId: 'se_00000000000000000003',
    verifierSecretId: 'se_00000000000000000004',
    version: 2,
  },
  logins: [
    {
      name: 'orders_a',
      passwordSecretId: 'se_00000000000000000001',
      verifierSecretId: 'se_00000000000000000002',
      version: 3,
    },
  ],
  ...change,
})

const newest = { releaseId: 're_00000000000000000009', manifest: '{"new":1}', signature: 'y' } as const
const releasesRead = [
  { ...release, isNewest: false },
  { ...newest, isNewest: true },
]

const pageOf = (database: DatabaseRecord, host = hostId, domain?: SharedDomain) =>
  desiredPage(
    {
      hostId: host,
      generation: 7,
      databases: [database],
      access: new Map(),
      releases: releasesRead,
      tasks: [],
      peers: [],
      routes: [],
    },
    { endpointHosts: ['db.example.org', 'localhost'], domain },
  )

describe('the page of a host', () => {
  it.each(['creating', 'present'] as const)(
    'names everything of a database that is %s, and no secret by value',
    (life) => {
      const page = pageOf(aDatabase(life))
      expect(DesiredHost.parse(page)).toEqual(page)
      expect(page).toMatchObject({
        generation: 7,
        volumes: [{ state: 'present', sizeBytes: 1024 }],
        instances: [
          {
            restarts: 2,
            logins: [{ name: 'orders_a', verifier: { secretId: 'se_00000000000000000002', version: 3 } }],
            pooler: {
              login: 'hf_pooler',
              password: { secretId: 'se_00000000000000000003', version: 2 },
              verifier: { secretId: 'se_00000000000000000004', version: 2 },
            },
            serverNames: ['db.example.org', 'localhost', '127.0.0.1', '::1', '00000000000000000001'],
          },
        ],
        endpoints: [
          {
            directPort: 20_000,
            allowedNetworks: ['10.0.0.0/8'],
            connectionLimit: 100,
            primary: 'in_00000000000000000001',
          },
        ],
        releases: [release, newest],
      })
    },
  )

  it('names each database below the domain, in its certificate and at its endpoint', () => {
    const page = pageOf(aDatabase('present'), hostId, { name: 'db.example', directPort: 5432, pooledPort: 6432 })
    const name = '00000000000000000001.db.example'
    expect(page.instances[0]?.serverNames).toContain(name)
    expect(page.endpoints[0]?.shared).toEqual({ name, directPort: 5432, pooledPort: 6432 })
    expect(DesiredHost.parse(page)).toEqual(page)
  })

  it('keeps only the volume of a deleted database', () => {
    expect(pageOf(aDatabase('deleted'))).toMatchObject({
      volumes: [{ state: 'present' }],
      instances: [],
      endpoints: [],
      releases: [newest],
    })
  })

  it('asks for the end of an erased volume', () => {
    const [volume] = aDatabase('erased').volumes
    const page = pageOf(aDatabase('erased', { volumes: volume ? [{ ...volume, state: 'erased' }] : [] }))
    expect(page).toMatchObject({ volumes: [{ state: 'erased' }], instances: [], endpoints: [] })
  })

  it('says nothing of what belongs to another host', () => {
    expect(pageOf(aDatabase('present'), otherHost)).toMatchObject({
      volumes: [],
      instances: [],
      endpoints: [],
      releases: [newest],
    })
  })
})
