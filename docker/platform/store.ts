import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defaultEngine } from '@holdfast/engine'
import { scramVerifier } from '@holdfast/shared/scram'
import { ManagerObservation } from '@holdfast/shared/state/instance-page'
import { instancePageHash } from '@holdfast/shared/state/instance-page-hash'
import type Docker from 'dockerode'
import type { Installation } from '../installation.ts'
import { type ApiLoginWish, makeApiLogin, makeApiLoginIn } from './api-login.ts'
import { orShowLog } from './container-log.ts'
import type { ContainerWish } from './container-wish.ts'
import { askManager } from './control-socket.ts'
import { ensureContainer } from './ensure-container.ts'
import { readSecret } from './secrets.ts'
import { storeDatabase, storeHost, storeLogins, storePaths } from './store-place.ts'
import { ensureStoreVolume, storeSize } from './store-volume.ts'
import { waitUntil } from './wait-until.ts'

/** The same container as a tenant's instance, on a network that only the control plane joins. */
export const storeWish = (installation: Installation, image: string): ContainerWish => {
  const { volume, control } = storePaths(installation)
  const { cpus, memoryBytes } = storeSize
  const input = { image, cpus, memoryBytes, volumePath: volume, controlPath: control, labels: {} }
  const spec = defaultEngine.container(input)
  const [program = '', ...rest] = spec.command
  return {
    part: 'store',
    image,
    entrypoint: [program],
    command: rest,
    user: spec.user,
    environment: spec.environment,
    binds: [...spec.mounts],
    tmpfs: Object.fromEntries(
      spec.tmpfs.map((tmpfs) => [
        tmpfs.target,
        `rw,noexec,nosuid,nodev,size=${tmpfs.sizeBytes},mode=${tmpfs.mode},uid=${tmpfs.uid},gid=${tmpfs.gid}`,
      ]),
    ),
    network: { name: installation.network, alias: storeHost(installation) },
    memoryBytes: spec.limits.memoryBytes,
    cpus: spec.limits.cpus,
    pids: spec.limits.pids,
    sharedMemoryBytes: spec.limits.sharedMemoryBytes,
    stopSignal: spec.stopSignal,
    stopGraceSeconds: spec.stopGraceSeconds,
  }
}

const awaitRunning = (installation: Installation) => {
  const socket = join(storePaths(installation).control, 'control.sock')
  return waitUntil({ what: "The control plane's store", withinSeconds: 90, everyMs: 100 }, async () => {
    const seen = ManagerObservation.parse(JSON.parse(await askManager(socket, 'GET', '/observe')))
    return seen.health === 'running' ? { value: seen } : `${seen.health}: ${seen.because}`
  })
}

const addressOf = async (docker: Docker, installation: Installation): Promise<string> => {
  const { NetworkSettings } = await docker.getContainer(storeHost(installation)).inspect()
  const address = NetworkSettings.Networks[installation.network]?.IPAddress
  if (!address) throw new Error(`The container ${storeHost(installation)} has no address on ${installation.network}.`)
  return address
}

/** The api's login, which the migrations grant what it may do. It is made here, since its password is made here. */
const ensureApiLogin = async (docker: Docker, installation: Installation): Promise<void> => {
  const wish: ApiLoginWish = {
    host: await addressOf(docker, installation),
    port: defaultEngine.port,
    database: storeDatabase,
    owner: { login: storeLogins.migrate, password: readSecret(installation, 'store-migrate.password') },
    ca: readFileSync(storePaths(installation).ca, 'utf8'),
    serverName: storeHost(installation),
    login: storeLogins.api,
    verifier: scramVerifier(readSecret(installation, 'store-api.password')),
  }
  await (installation.namespace === undefined ? makeApiLogin(wish) : makeApiLoginIn(installation.namespace, wish))
}

/** Brings the control plane's own database up, with its two logins. */
export const ensureStore = async (docker: Docker, installation: Installation, image: string): Promise<void> => {
  const page = await ensureStoreVolume(installation)
  await ensureContainer(docker, installation, storeWish(installation, image))
  const { appliedHash } = await orShowLog(docker, storeHost(installation), awaitRunning(installation))
  if (appliedHash !== instancePageHash(page)) {
    await askManager(join(storePaths(installation).control, 'control.sock'), 'POST', '/apply')
    await awaitRunning(installation)
  }
  await ensureApiLogin(docker, installation)
}
