import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { guardTable, pathTable } from '@holdfast/shared/tenant-bridges'
import { type Installed, listParts, type Part, type PartName } from './parts.ts'

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
 * packet filters. What Docker keeps on disk stays. The page cache survives here, so this does not show what an unsynced write suffers.
 */
export async function cutPower(installed: Installed): Promise<void> {
  const parts = (await listParts(installed)).filter(
    ({ part, state }) => ofTheHost.includes(part) && state === 'running',
  )
  const kill = ({ id }: Part) => installed.docker.getContainer(id).kill()
  // The agent would bring back what dies a moment before it does.
  await Promise.all(parts.filter(({ part }) => part === 'agent').map(kill))
  await Promise.all(parts.filter(({ part }) => part !== 'agent').map(kill))
  for (const mount of await listMounts(installed.home)) await run('umount', [mount])
  for (const { device } of await listLoops(installed.home)) await run('losetup', ['-d', device])
  await loopsAreGone(installed.home)
  await run('nft', ['delete', 'table', 'inet', guardTable(installed.name)])
  // Where the kernel does not lead clients there is none.
  await run('nft', ['delete', 'table', 'ip', pathTable(installed.name)]).catch(unlessMissing)
}

/** A container that anybody makes just then holds copies of the mounts for a moment, and with them the devices. */
async function loopsAreGone(home: string): Promise<void> {
  for (const until = Date.now() + 60_000; ; await sleep(100)) {
    const left = await listLoops(home)
    if (left.length === 0) return
    if (Date.now() > until) throw new Error(`somebody holds ${left.map(({ device }) => device).join(', ')}`)
  }
}

const unlessMissing = (error: Error): void => {
  if (!/no such file/i.test(error.message)) throw error
}

/** What Docker starts by itself when the machine is up again: not the instances, whose volumes it does not know. */
export async function powerOn(installed: Installed): Promise<void> {
  const parts = (await listParts(installed)).filter(({ part }) => part === 'agent' || part === 'gateway')
  await Promise.all(parts.map(({ id }) => installed.docker.getContainer(id).start()))
}
