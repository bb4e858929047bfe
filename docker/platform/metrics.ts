import { chownSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { accounts, type Installation } from '../installation.ts'
import type { ContainerWish } from './container-wish.ts'
import { readSecret } from './secrets.ts'

const MiB = 1024 * 1024

export const metricsPort = 8428
/** Who the api says it is; the password is the secret `metrics.password`. */
const login = 'holdfast'

/**
 * VictoriaMetrics' arguments. Blocks of hosts get here unread, so their size, their labels and the number of series are bounded.
 * It stops writing before it fills a disk that volumes may share.
 */
export const metricsStoreArguments = (retention: string): string[] => [
  '-storageDataPath=/kept',
  `-retentionPeriod=${retention}`,
  `-httpListenAddr=:${metricsPort}`,
  `-httpAuth.username=${login}`,
  '-httpAuth.password=file:///conf/password',
  `-memory.allowedBytes=${128 * MiB}`,
  '-maxInsertRequestSize=4MiB',
  '-maxLabelsPerTimeseries=8',
  '-storage.maxHourlySeries=1000000',
  '-storage.minFreeDiskSpaceBytes=512MiB',
  // Without it charts would end half a minute ago.
  '-search.latencyOffset=1s',
  '-search.maxQueryDuration=8s',
  '-search.maxConcurrentRequests=8',
  '-search.maxMemoryPerQuery=64MiB',
  '-denyQueryTracing',
  '-loggerLevel=WARN',
  '-loggerFormat=json',
]

export const metricsWish = (installation: Installation, image: string): ContainerWish => {
  const folder = installation.paths.metrics
  const password = join(folder, 'password')
  writeFileSync(password, readSecret(installation, 'metrics.password'), { mode: 0o600 })
  chownSync(password, accounts.metrics, accounts.metrics)
  return {
    part: 'metrics',
    image,
    command: metricsStoreArguments(installation.settings.HOLDFAST_METRICS_RETENTION),
    user: `${accounts.metrics}:${accounts.metrics}`,
    binds: [
      { source: join(folder, 'kept'), target: '/kept', isReadOnly: false },
      { source: password, target: '/conf/password', isReadOnly: true },
    ],
    network: { name: installation.network, alias: `${installation.name}-metrics` },
    memoryBytes: 384 * MiB,
    cpus: 1,
    pids: 64,
    stopGraceSeconds: 15,
  }
}
