import { mkdir, readdir, rm } from 'node:fs/promises'
import type { HostAccess } from '../host/host-access.ts'
import { runProgram } from '../host/run-program.ts'
import type { HostPaths } from '../paths.ts'
import type { SeenVolume, VolumeDriver } from './volume-driver.ts'
import { claimMountRoot, readMarker } from './volume-marker.ts'

const measureEveryMs = 60_000

/** The fallback where loop devices do not work: a plain directory, neither limited nor encrypted, and said to be so. */
export function directory(host: HostAccess, paths: HostPaths): VolumeDriver {
  const measured = new Map<string, { at: number; usedBytes: number }>()

  async function usedBytes(volumeId: string): Promise<number> {
    const last = measured.get(volumeId)
    if (last && Date.now() - last.at < measureEveryMs) return last.usedBytes
    const told = await runProgram('du', ['-s', '-B1', host.path(paths.volume(volumeId))]).catch(() => '0')
    const now = { at: Date.now(), usedBytes: Number.parseInt(told, 10) || 0 }
    measured.set(volumeId, now)
    return now.usedBytes
  }

  async function look(volumeId: string): Promise<SeenVolume[]> {
    const marker = await readMarker(host.path(paths.mountRoot(volumeId))).catch(() => undefined)
    if (marker?.format !== 'directory' || marker.volumeId !== volumeId) return []
    const { sizeBytes } = marker
    return [{ volumeId, format: 'directory', sizeBytes, usedBytes: await usedBytes(volumeId), mounted: true }]
  }

  return {
    format: 'directory',
    async create({ volumeId, sizeBytes }) {
      const root = host.path(paths.mountRoot(volumeId))
      await mkdir(root, { recursive: true, mode: 0o700 })
      await claimMountRoot(root, { volumeId, format: 'directory', sizeBytes })
    },
    async open(volumeId) {
      const marker = await readMarker(host.path(paths.mountRoot(volumeId)))
      if (marker?.volumeId !== volumeId) throw new Error('the directory of the volume has no marker of it')
    },
    async close() {},
    /** Its size is a promise that the instance manager keeps. */
    async grow({ volumeId, sizeBytes }) {
      const root = host.path(paths.mountRoot(volumeId))
      const marker = await readMarker(root)
      if (marker && marker.sizeBytes < sizeBytes) await claimMountRoot(root, { ...marker, sizeBytes })
    },
    async erase(volumeId) {
      // The marker goes last: half an erasure is still this volume, and is gone on with.
      await rm(host.path(paths.volume(volumeId)), { recursive: true, force: true })
      await rm(host.path(paths.mountRoot(volumeId)), { recursive: true, force: true })
    },
    async list() {
      const names = await readdir(host.path(paths.mounts)).catch(() => [])
      return (await Promise.all(names.filter((name) => name.startsWith('vo_')).map(look))).flat()
    },
  }
}
