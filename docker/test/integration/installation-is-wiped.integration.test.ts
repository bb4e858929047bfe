import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bridgePrefix, forwardingChain, forwardingRules, guardTable, pathTable } from '@holdfast/shared/tenant-bridges'
import Docker from 'dockerode'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { InstallationSettings } from '../../config.ts'
import { type BuiltImage, buildImages } from '../../images.ts'
import { type Installation, installationFrom } from '../../installation.ts'
import { clockWish } from '../../platform/clock.ts'
import { ensureContainer } from '../../platform/ensure-container.ts'
import { ensureNetwork } from '../../platform/ensure-network.ts'
import { labelFilter } from '../../platform/labels.ts'
import { ensureHome, ensureHostHome, ensureSecrets } from '../../platform/secrets.ts'
import { stopPlatform } from '../../stop-platform.ts'
import { wipe } from '../../wipe.ts'

const docker = new Docker()
const quiet = () => undefined
const run = (program: string, ...args: string[]) => execFileSync(program, args, { encoding: 'utf8' }).trim()

const tablesOf = (name: string) => [guardTable(name), pathTable(name)]

/** A volume as an agent leaves it behind when it dies: an image, a loop device, a mount. */
const mountVolume = (home: string): string => {
  const image = join(home, 'pool', 'vo_test.img')
  const point = join(home, 'mounts', 'vo_test')
  mkdirSync(point)
  run('truncate', '-s', '16M', image)
  run('mke2fs', '-q', '-F', '-t', 'ext4', image)
  const device = run('losetup', '--find', '--show', '--nooverlap', image)
  run('mount', '-t', 'ext4', device, point)
  return device
}

describe('a wipe', () => {
  let installation: Installation
  let valkey: BuiltImage | undefined
  const wipeIt = () => wipe({ docker, installation, keepImages: true, report: quiet })
  const remains = async () => ({
    containers: (await docker.listContainers({ all: true, filters: labelFilter(installation.name) })).length,
    networks: (await docker.listNetworks({ filters: labelFilter(installation.name) })).length,
    mounts: readFileSync('/proc/self/mountinfo', 'utf8').includes(installation.home),
    loops: run('losetup', '-n', '-O', 'BACK-FILE', '-l').includes(installation.home),
    rules: tablesOf(installation.name).some((table) => run('nft', 'list', 'tables').includes(table)),
    forwarding: run('iptables', '-w', '-S', forwardingChain).includes(bridgePrefix(installation.name)),
    home: existsSync(installation.home),
  })
  const nothing = {
    containers: 0,
    networks: 0,
    mounts: false,
    loops: false,
    rules: false,
    forwarding: false,
    home: false,
  }

  beforeEach(async () => {
    const images = await buildImages({ docker, only: ['valkey'] })
    valkey = images.find(({ name }) => name === 'valkey')
    installation = installationFrom(
      InstallationSettings.parse({
        HOLDFAST_NAME: `hf-${randomBytes(4).toString('hex')}`,
        HOLDFAST_HOME: mkdtempSync(join(tmpdir(), 'holdfast-wipe-')),
      }),
    )
    ensureHome(installation)
    ensureHostHome(installation)
    ensureSecrets(installation)
    await ensureNetwork(docker, installation)
    await ensureContainer(docker, installation, clockWish(installation, valkey?.imageId ?? ''))
  })

  afterEach(async () => {
    await wipeIt()
    rmSync(installation.home, { recursive: true, force: true })
  })

  it('leaves no container, network, mount, loop device, packet filter or file, and may be repeated', async () => {
    writeFileSync(join(installation.paths.poolers, 'left'), '')
    mountVolume(installation.home)
    run('nft', 'add', 'table', 'inet', guardTable(installation.name))
    run('nft', 'add', 'table', 'ip', pathTable(installation.name))
    for (const rule of forwardingRules(installation.name)) run('iptables', '-w', '-I', forwardingChain, ...rule)
    const everything = { mounts: true, loops: true, rules: true, forwarding: true, home: true }
    expect(await remains()).toEqual({ containers: 1, networks: 1, ...everything })
    await wipeIt()
    expect(await remains()).toEqual(nothing)
    await wipeIt()
    expect(await remains()).toEqual(nothing)
  })

  it('finishes after a crash left a loop device without its mount', async () => {
    mountVolume(installation.home)
    run('umount', join(installation.home, 'mounts', 'vo_test'))
    await wipeIt()
    expect(await remains()).toEqual(nothing)
  })

  it('leaves a neighbor with a similar name alone, and files that somebody else put into the home', async () => {
    const other = `${installation.name}-other`
    const neighbor = await docker.createNetwork({ Name: other, Labels: { 'holdfast.installation': other } })
    const foreign = join(installation.home, 'notes.txt')
    writeFileSync(foreign, 'mine')
    try {
      await wipeIt()
      expect(existsSync(foreign)).toBe(true)
      expect(await neighbor.inspect()).toMatchObject({ Name: other })
    } finally {
      await neighbor.remove()
    }
  })
})

describe('a stop and another start', () => {
  it('keep containers with their secrets, and replace none whose specification is the same', async () => {
    const images = await buildImages({ docker, only: ['valkey'] })
    const image = images.find(({ name }) => name === 'valkey')?.imageId ?? ''
    const home = mkdtempSync(join(tmpdir(), 'holdfast-stop-'))
    const settings = { HOLDFAST_NAME: `hf-${randomBytes(4).toString('hex')}`, HOLDFAST_HOME: home }
    const installation = installationFrom(InstallationSettings.parse(settings))
    const bring = async () => {
      ensureHome(installation)
      ensureSecrets(installation)
      await ensureNetwork(docker, installation)
      return ensureContainer(docker, installation, clockWish(installation, image))
    }
    try {
      expect(await bring()).toBe('create')
      const { Id } = await docker.getContainer(`${installation.name}-clock`).inspect()
      expect(await bring()).toBe('keep')
      await stopPlatform([docker], installation, quiet)
      expect(await bring()).toBe('start')
      expect((await docker.getContainer(`${installation.name}-clock`).inspect()).Id).toBe(Id)
    } finally {
      await wipe({ docker, installation, keepImages: true, report: quiet })
    }
    expect(existsSync(home)).toBe(false)
  })
})
