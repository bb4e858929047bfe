import { randomBytes } from 'node:crypto'
import { catalogue } from '@holdfast/engine'
import { DatabaseId, InstanceId, newId, SecretId, VolumeId } from '@holdfast/shared/ids'
import { scramVerifier } from '@holdfast/shared/scram'
import type { DesiredHost, DesiredInstance } from '@holdfast/shared/state/desired'
import { MiB } from '@holdfast/shared/units'
import type { ApiPeer } from './api-peer.ts'
import { engineImage } from './engine-image.ts'
import { freePort } from './gateway-process.ts'

export interface WantedDatabase {
  readonly page: DesiredHost
  readonly instance: DesiredInstance
  readonly password: string
  readonly port: number
}

let generation = 0

/** The same wish with other words, as a newer page. */
export const changed = (page: DesiredHost, change: Partial<DesiredHost>): DesiredHost => ({
  ...page,
  ...change,
  generation: ++generation,
})

export const withInstance = (page: DesiredHost, change: Partial<DesiredInstance>): DesiredHost =>
  changed(page, { instances: page.instances.map((it) => ({ ...it, ...change })) })

/** A page with one running database of the default engine; its secrets lie with the peer. */
export async function aDatabase(peer: ApiPeer, sizeBytes = 512 * MiB): Promise<WantedDatabase> {
  const engine = catalogue[0]
  if (!engine) throw new Error('the catalogue is empty')
  const release = peer.signRelease({
    engine: engine.family,
    version: engine.defaultVersion,
    imageId: await engineImage(),
  })
  const password = randomBytes(12).toString('hex')
  const names = engine.names('shop')
  const logins = await Promise.all(
    names.logins.map(async (name) => {
      const verifier = { secretId: SecretId.parse(newId('se')), version: 1 }
      peer.keepSecret(verifier, await scramVerifier(password))
      return { name, verifier }
    }),
  )
  const databaseId = DatabaseId.parse(newId('db'))
  const volumeId = VolumeId.parse(newId('vo'))
  const instance: DesiredInstance = {
    instanceId: InstanceId.parse(newId('in')),
    databaseId,
    volumeId,
    engine: engine.family,
    releaseId: release.releaseId,
    size: 'micro',
    storageBytes: sizeBytes,
    role: 'primary',
    epoch: 1,
    power: 'running',
    restarts: 0,
    databaseName: names.database,
    ownerRole: names.ownerRole,
    logins,
    settings: {},
    serverNames: ['localhost', '127.0.0.1', '::1'],
  }
  const port = await freePort()
  const endpoint = {
    databaseId,
    primary: instance.instanceId,
    directPort: port,
    pooledPort: port + 1,
    readOnlyPort: port + 2,
    allowedNetworks: ['127.0.0.0/8'],
    connectionLimit: 20,
  }
  const page: DesiredHost = {
    hostId: peer.hostId,
    generation: ++generation,
    volumes: [{ volumeId, databaseId, sizeBytes, format: 'image-ext4', state: 'present' }],
    instances: [instance],
    endpoints: [endpoint],
    releases: [release],
    tasks: [],
  }
  return { page, instance, password, port }
}
