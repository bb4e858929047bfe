import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Docker from 'dockerode'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { buildImages } from '../../../../docker/images.ts'
import { runProgram } from '../../../../docker/run-program.ts'
import { engineOf } from '../../src/hosts/engine.ts'
import { findLab, lowerLab, raiseLab, restartMachine } from '../../src/hosts/lab.ts'
import { labLeftovers } from '../../src/hosts/lab-leftovers.ts'
import type { LabMachine } from '../../src/hosts/lab-places.ts'
import { livingProcess } from '../../src/hosts/pid-file.ts'
import { loadMissingImages } from '../../src/hosts/seed-images.ts'
import { labsFolder, sweepLostLabs, type ThrowawayLab, throwawayLab } from '../../src/hosts/throwaway-lab.ts'

const PORT = 18_080
const listen = `require('net').createServer((s) => s.end(require('os').networkInterfaces().eth0[0].address)).listen(${PORT})`
const ask = (address: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: address, port: PORT, timeout: 5_000 })
    let text = ''
    socket.on('data', (part) => (text += part.toString()))
    socket.on('end', () => resolve(text))
    socket.on('timeout', () => socket.destroy(new Error('nobody answers')))
    socket.on('error', reject)
  })
const askFrom = ({ namespace }: LabMachine, address: string) =>
  runProgram('nsenter', [
    `--net=/run/netns/${namespace}`,
    process.execPath,
    '-e',
    `require('net').connect(${PORT}, '${address}').setTimeout(5000, function () { this.destroy(new Error('silence')) }).pipe(process.stdout)`,
  ])

describe('three simulated hosts', () => {
  let house: ThrowawayLab
  let image = ''
  const host = (number: number): LabMachine => {
    const found = house.lab.hosts[number - 1]
    if (!found) throw new Error(`there is no host ${number}`)
    return found
  }
  const startListener = async (machine: LabMachine, network: 'host' | 'bridge') => {
    const container = await engineOf(machine).createContainer({
      Image: image,
      Entrypoint: ['node', '-e', listen],
      ExposedPorts: { [`${PORT}/tcp`]: {} },
      HostConfig: {
        NetworkMode: network,
        RestartPolicy: { Name: 'unless-stopped' },
        PortBindings: network === 'bridge' ? { [`${PORT}/tcp`]: [{ HostPort: String(PORT) }] } : {},
      },
    })
    await container.start()
  }

  beforeAll(async () => {
    const node = (await buildImages({ only: ['node'] })).find(({ name }) => name === 'node')
    if (!node) throw new Error('the image node was not built')
    image = node.imageId
    house = await throwawayLab(3, [node])
    await Promise.all([startListener(host(1), 'host'), startListener(host(2), 'bridge')])
  })
  afterAll(async () => {
    await house?.remove()
  })

  it('are reached by their addresses, from each other and from the machine: the host itself and a port that a container publishes', async () => {
    await expect.poll(() => askFrom(host(3), host(1).address)).toBe(host(1).address)
    await expect.poll(() => askFrom(host(1), host(2).address)).toMatch(/^172\./)
    expect(await ask(host(1).address)).toBe(host(1).address)
    expect(await ask(host(2).address)).toMatch(/^172\./)
  })

  it('get an image that they lack while they run', async () => {
    const base = (await buildImages({ only: ['base'] })).find(({ name }) => name === 'base')
    if (!base) throw new Error('the image base was not built')
    const listed = async () => (await engineOf(host(3)).listImages()).flatMap(({ RepoTags }) => RepoTags ?? [])
    expect(await listed()).not.toContain(base.tag)
    await loadMissingImages(new Docker(), host(3), [base])
    expect(await listed()).toContain(base.tag)
  })

  it('come back after a power failure with what shall always run, and nothing else of before', async () => {
    const { home } = host(2)
    await runProgram('truncate', ['-s', '16M', join(home, 'disk.img')])
    await runProgram('losetup', ['--find', '--nooverlap', join(home, 'disk.img')])
    await restartMachine(house.lab, host(2))
    await expect.poll(() => ask(host(2).address).catch(String)).toMatch(/^172\./)
    expect(await runProgram('losetup', ['-n', '-l', '-O', 'BACK-FILE'])).not.toContain(home)
    expect(existsSync(join(home, 'disk.img'))).toBe(true)
    expect(await askFrom(host(3), host(1).address)).toBe(host(1).address)
  })

  it('are raised whole after a start that was cut off while it laid them', async () => {
    const { root, name, router } = house.lab
    await lowerLab(root)
    await runProgram('ip', ['netns', 'add', router.namespace])
    await runProgram('ip', ['netns', 'add', host(3).namespace])
    const images = { control: [], host: [] }
    await raiseLab({ name, root, hosts: 3, source: new Docker(), images, doors: [] })
    await expect.poll(() => ask(host(2).address).catch(String)).toMatch(/^172\./)
    await expect.poll(() => askFrom(host(3), host(1).address)).toBe(host(1).address)
  })

  it('leave nothing behind', async () => {
    await lowerLab(house.lab.root)
    expect(await labLeftovers(house.lab)).toEqual([])
    expect(findLab(house.lab.root)).toEqual(house.lab)
    await house.remove()
    await house.remove()
    expect(existsSync(house.lab.root)).toBe(false)
  })
})

describe('a process that is killed while it has a lab', () => {
  const start = () => {
    const path = fileURLToPath(new URL('../harness/raise-until-killed.ts', import.meta.url))
    return spawn(process.execPath, [path], { stdio: ['ignore', 'pipe', 'inherit'] })
  }
  const rootOf = (pid: number | undefined) =>
    readdirSync(labsFolder)
      .map((name) => join(labsFolder, name))
      .find((root) => livingProcess(join(root, 'keeper.pid')) === pid)
  const linesOf = (root: string) =>
    existsSync(join(root, 'ledger.jsonl')) ? readFileSync(join(root, 'ledger.jsonl'), 'utf8').split('\n').length - 1 : 0

  it.each([1, 4, 8, 13])('with %i things made leaves what the next lab takes away', async (things) => {
    const child = start()
    const ended = new Promise((resolve) => child.once('exit', resolve))
    const root = await vi.waitUntil(() => rootOf(child.pid), { timeout: 60_000, interval: 5 })
    await vi.waitUntil(() => linesOf(root) >= things, { timeout: 60_000, interval: 2 })
    child.kill('SIGKILL')
    await ended
    const lab = findLab(root)
    expect(await sweepLostLabs()).toContain(root)
    expect(lab && (await labLeftovers(lab))).toEqual([])
    expect(existsSync(root)).toBe(false)
  })
})
