import { chownSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { accounts, type Installation } from '../installation.ts'
import type { ContainerWish } from './container-wish.ts'
import { readSecret } from './secrets.ts'

const MiB = 1024 * 1024

/** Nothing is kept on disk: losing the clock delays, never loses. */
export const clockSettings = (password: string): string =>
  [
    'bind * -::*',
    'port 6379',
    'protected-mode yes',
    `requirepass ${password}`,
    'dir /tmp',
    'save ""',
    'appendonly no',
    'maxmemory 96mb',
    'maxmemory-policy noeviction',
    '',
  ].join('\n')

export const clockWish = (installation: Installation, image: string): ContainerWish => {
  const file = join(installation.paths.clock, 'valkey.conf')
  const settings = clockSettings(readSecret(installation, 'clock.password'))
  writeFileSync(file, settings, { mode: 0o600 })
  chownSync(file, accounts.clock, accounts.clock)
  return {
    part: 'clock',
    image,
    readsAtStart: [settings],
    command: ['/conf/valkey.conf'],
    user: `${accounts.clock}:${accounts.clock}`,
    binds: [{ source: file, target: '/conf/valkey.conf', isReadOnly: true }],
    network: { name: installation.network, alias: `${installation.name}-clock` },
    memoryBytes: 128 * MiB,
    cpus: 0.5,
    pids: 64,
    stopGraceSeconds: 5,
  }
}
