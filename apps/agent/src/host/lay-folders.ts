import { chmod, chown, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { HostPaths } from '../paths.ts'
import type { HostAccess } from './host-access.ts'

/** The account of the gateway inside its image. */
const gatewayAccount = 7400

/** The folders of an installation on this host, each for those who need it. They are there already on the machine of `npm start`. */
export async function layFolders(host: HostAccess, paths: HostPaths, home: string): Promise<void> {
  const gatewayRun = dirname(paths.gatewaySocket)
  const folders: readonly (readonly [path: string, mode: number, owner: number])[] = [
    [home, 0o755, 0],
    [paths.agent, 0o700, 0],
    [paths.pool, 0o700, 0],
    [paths.mounts, 0o700, 0],
    [paths.poolers, 0o700, 0],
    [dirname(gatewayRun), 0o711, 0],
    [dirname(paths.control('any')), 0o711, 0],
    [gatewayRun, 0o700, gatewayAccount],
    [paths.gateway, 0o700, gatewayAccount],
  ]
  for (const [folder, mode, owner] of folders) {
    const path = host.path(folder)
    await mkdir(path, { recursive: true })
    await chmod(path, mode)
    await chown(path, owner, owner)
  }
}
