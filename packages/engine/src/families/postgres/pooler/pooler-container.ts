import { MiB } from '@holdfast/shared/units'
import type { ContainerSpec, PoolerContainerInput } from '../../../engine-family.ts'
import { administrationSocket, longestMessageBytes, poolerPort } from './pooler-files.ts'
import { wakeOnConnect } from './wake-on-connect.ts'

/** Another user than the engine's: neither reads the other's files. */
export const poolerOwner = { uid: 6432, gid: 6432 } as const

const pooler = ['/usr/sbin/pgbouncer', '/conf/pgbouncer.ini']

/**
 * PgBouncer from the engine's own image, behind its keeper. The container runs as long as its instance and is stopped only when
 * nobody uses it, so it need not wait for anybody.
 */
export const poolerContainer = (input: PoolerContainerInput): ContainerSpec => ({
  image: input.image,
  command: ['/usr/bin/perl', '-e', wakeOnConnect, `${poolerPort}`, `/control/${administrationSocket}`, ...pooler],
  user: `${poolerOwner.uid}:${poolerOwner.gid}`,
  environment: {},
  labels: input.labels,
  mounts: [
    { source: input.configurationPath, target: '/conf', isReadOnly: true },
    { source: input.controlPath, target: '/control', isReadOnly: false },
  ],
  tmpfs: [],
  limits: { cpus: 1, memoryBytes: 64 * MiB + 4 * longestMessageBytes, pids: 16, sharedMemoryBytes: MiB },
  stopSignal: 'SIGQUIT',
  stopGraceSeconds: 5,
  log: { maxBytes: 5 * MiB, maxFiles: 2 },
})
