import { MiB } from '@holdfast/shared/units'
import type { ContainerInput, ContainerSpec } from '../../engine-family.ts'

/** Debian's own uid for postgres is whatever was free; the image fixes it, volumes are owned by it. */
export const owner = { uid: 5432, gid: 5432 } as const

export const volumeHeldExitCode = 75

/** `flock -F` becomes node: one holder of the volume at a time, free again the moment the container dies. */
const command = [
  '/usr/bin/tini',
  '--',
  'flock',
  '-n',
  '-E',
  String(volumeHeldExitCode),
  '-F',
  '/volume/ha/lock',
  'node',
  '/opt/holdfast/instance-manager.mjs',
]

/** A tenth of the memory, between 64 MiB and 1 GiB, for parallel queries in /dev/shm; counted in the memory limit. */
const sharedMemoryBytes = (memoryBytes: number): number =>
  Math.min(1024 * MiB, Math.max(64 * MiB, Math.floor(memoryBytes / 10)))

export function container(input: ContainerInput): ContainerSpec {
  return {
    image: input.image,
    command,
    user: `${owner.uid}:${owner.gid}`,
    environment: {
      // Out of memory kills a backend, never the postmaster or the instance manager.
      PG_OOM_ADJUST_FILE: '/proc/self/oom_score_adj',
      PG_OOM_ADJUST_VALUE: '900',
      UV_THREADPOOL_SIZE: '2',
      MALLOC_ARENA_MAX: '1',
    },
    labels: input.labels,
    mounts: [
      { source: input.volumePath, target: '/volume', isReadOnly: false },
      { source: input.controlPath, target: '/control', isReadOnly: false },
    ],
    tmpfs: [
      { target: '/run/postgresql', sizeBytes: 4 * MiB, mode: '0750', ...owner },
      { target: '/tmp', sizeBytes: 64 * MiB, mode: '0700', ...owner },
    ],
    limits: {
      cpus: input.cpus,
      memoryBytes: input.memoryBytes,
      pids: 1024,
      sharedMemoryBytes: sharedMemoryBytes(input.memoryBytes),
    },
    stopSignal: 'SIGTERM',
    stopGraceSeconds: 60,
    log: { maxBytes: 10 * MiB, maxFiles: 3 },
  }
}
