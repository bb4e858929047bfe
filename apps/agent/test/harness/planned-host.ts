import { catalogue } from '@holdfast/engine'
import { DatabaseId, HostId, InstanceId, newId, ReleaseId, SecretId, VolumeId } from '@holdfast/shared/ids'
import type { DesiredHost } from '@holdfast/shared/state/desired'
import { instancePageHash } from '@holdfast/shared/state/instance-page-hash'
import { specHash } from '../../src/docker/spec-hash.ts'
import type { Observation, SeenFiles, SeenRelease } from '../../src/reconcile/observation.ts'
import { gatewayPageHash, wantedGatewayPage } from '../../src/reconcile/plan-gateway.ts'
import { networkName, wantedContainer, wantedPage } from '../../src/reconcile/wanted-instance.ts'

/** A page of one database and two looks at its host: one where nothing is there, one where all is as it should be. */
export interface Change {
  readonly page?: (page: DesiredHost) => DesiredHost
  readonly seen?: (seen: Observation) => Observation
}

export const ids = {
  hostId: HostId.parse(newId('ho')),
  databaseId: DatabaseId.parse(newId('db')),
  instanceId: InstanceId.parse(newId('in')),
  volumeId: VolumeId.parse(newId('vo')),
  releaseId: ReleaseId.parse(newId('re')),
  secretId: SecretId.parse(newId('se')),
}

const { databaseId, instanceId, volumeId, releaseId } = ids
const engine = catalogue[0]
if (!engine) throw new Error('the catalogue is empty')

const release: SeenRelease = {
  releaseId,
  state: 'ready',
  because: 'its image is here',
  engine: engine.family,
  version: engine.defaultVersion,
  imageId: `sha256:${'a'.repeat(64)}`,
}

export const aPage: DesiredHost = {
  hostId: ids.hostId,
  generation: 1,
  volumes: [{ volumeId, databaseId, sizeBytes: 1e9, format: 'image-ext4', state: 'present' }],
  instances: [
    {
      instanceId,
      databaseId,
      volumeId,
      engine: engine.family,
      releaseId,
      size: 'small',
      storageBytes: 1e9,
      role: 'primary',
      epoch: 1,
      power: 'running',
      restarts: 0,
      databaseName: 'shop',
      ownerRole: 'shop',
      logins: [{ name: 'shop_a', verifier: { secretId: ids.secretId, version: 1 } }],
      settings: {},
      serverNames: ['localhost'],
    },
  ],
  endpoints: [
    {
      databaseId,
      primary: instanceId,
      directPort: 20_000,
      pooledPort: 20_001,
      readOnlyPort: 20_002,
      allowedNetworks: ['127.0.0.0/8'],
      connectionLimit: 100,
    },
  ],
  releases: [],
  tasks: [],
}

export const nothing: Observation = {
  at: 1_800_000_000_000,
  installation: 'holdfast',
  home: '/var/lib/holdfast',
  bindAddresses: ['127.0.0.1'],
  imagesWork: true,
  containers: [],
  networks: [],
  volumes: [],
  volumesMade: [],
  isGuarded: true,
  gatewayStands: true,
  files: [],
  managers: [],
  controlFolders: [],
  releases: [release],
  poolers: [],
  poolerFiles: [],
  poolersAwake: [],
  poolersSure: [],
  poolerIdleMs: 600_000,
  kernel: { works: false, because: 'nft is not on this host' },
  gateway: { endpoints: [], demand: [], publishedHash: null },
}

function settledHost(): Observation {
  const [instance] = aPage.instances
  const spec = instance && wantedContainer(instance, release, nothing)
  const page = instance && wantedPage(instance, release, 'c'.repeat(64))
  if (!spec || !page) throw new Error('the default engine has no container')
  const certificate = { hash: 'c'.repeat(64), names: ['localhost'], renewAt: nothing.at + 1e9 }
  const files: SeenFiles = { instanceId, volumeId, page, certificate }
  const facts = {
    instanceId,
    role: 'primary' as const,
    epoch: 1,
    health: 'running' as const,
    because: 'it answers',
    restarts: 0,
    appliedHash: instancePageHash(page),
    serverVersion: '17.6',
    startedAt: '2026-01-01T00:00:00.000Z',
    connections: 1,
    access: null,
    disk: { totalBytes: 1e9, freeBytes: 5e8, rung: 'roomy' as const },
  }
  const seen: Observation = {
    ...nothing,
    containers: [
      {
        containerId: 'f'.repeat(64),
        instanceId,
        databaseId,
        volumeId,
        releaseId,
        specHash: specHash(spec),
        state: 'running',
        status: 'Up 5 minutes',
        exitCode: null,
        address: '10.0.0.2',
      },
    ],
    networks: [{ name: networkName('holdfast', databaseId), databaseId, subnet: '10.0.0.0/29' }],
    volumes: [{ volumeId, format: 'image-ext4', sizeBytes: 1e9, usedBytes: 5e8, mounted: true }],
    volumesMade: [volumeId],
    files: [files],
    controlFolders: [instanceId],
    managers: [{ instanceId, facts, silentSince: null }],
  }
  const endpoint = { databaseId, state: 'open' as const, because: 'it leads to the primary' }
  const counters = { openConnections: 0, acceptedTotal: 0, refusedTotal: 0, heldTotal: 0, lastRefusal: null }
  const publishedHash = gatewayPageHash(wantedGatewayPage(aPage, seen))
  return { ...seen, gateway: { endpoints: [{ ...endpoint, ...counters }], demand: [], publishedHash } }
}

export const aSettledHost: Observation = settledHost()
