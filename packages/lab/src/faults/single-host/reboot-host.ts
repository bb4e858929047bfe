import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { guardTable } from '@holdfast/shared/tenant-bridges'
import { type Installed, listParts, type PartName } from './parts.ts'

const run = promisify(execFile)

/** Mount points of the installation, innermost first. */
export async function listMounts(home: string): Promise<string[]> {
  const lines = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n')
  return lines
    .map((line) => line.split(' ')[4] ?? '')
    .filter((point) => point.startsWith(`${home}/`))
    .reverse()
}

/** Loop devices over images of the installation, each with its image. */
export async function listLoops(home: string): Promise<{ device: string; image: string }[]> {
  const { stdout } = await run('losetup', ['--noheadings', '--raw', '--output', 'NAME,BACK-FILE'])
  return stdout.split('\n').flatMap((line) => {
    const [device = '', image = ''] = line.split(' ')
    return image.startsWith(`${home}/`) ? [{ device, image }] : []
  })
}

const ofTheHost: readonly PartName[] = ['agent', 'instance', 'pooler', 'gateway']

/**
 * What a power cut takes from a host: every process of agent, gateway, poolers and instances at once, its mounts, loop devices and
 * packet filter. What Docker keeps on disk stays. The page cache survives here, so this does not show what an unsynced write suffers.
 */
export async function cutPower(installed: Installed): Promise<void> {
  const parts = (await listParts(installed)).filter(
    ({ part, state }) => ofTheHost.includes(part) && state === 'running',
  )
  await Promise.all(parts.map(({ id }) => installed.docker.getContainer(id).kill()))
  for (const mount of await listMounts(installed.home)) await run('umount', [mount])
  for (const { device } of await listLoops(installed.home)) await run('losetup', ['-d', device])
  await run('nft', ['delete', 'table', 'inet', guardTable(installed.name)])
}

/** What Docker starts by itself when the machine is up again: not the instances, whose volumes it does not know. */
export async function powerOn(installed: Installed): Promise<void> {
  const parts = (await listParts(installed)).filter(({ part }) => part === 'agent' || part === 'gateway')
  await Promise.all(parts.map(({ id }) => installed.docker.getContainer(id).start()))
}
