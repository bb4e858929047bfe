import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { buildImages } from '../../../../docker/images.ts'
import { runProgram } from '../../../../docker/run-program.ts'
import { cutTraffic, isolate } from '../../src/faults/cut-traffic.ts'
import { delayTraffic } from '../../src/faults/delay-traffic.ts'
import { fillDisk, throttleDisk } from '../../src/faults/disk-faults.ts'
import { cutPowerOf, freezeEngine, freezeHost, killEngine } from '../../src/faults/host-faults.ts'
import { engineOf, isEngineUp } from '../../src/hosts/engine.ts'
import { inNamespace } from '../../src/hosts/in-namespace.ts'
import { giveDisk } from '../../src/hosts/lab.ts'
import { labLeftovers } from '../../src/hosts/lab-leftovers.ts'
import type { LabMachine } from '../../src/hosts/lab-places.ts'
import { type ThrowawayLab, throwawayLab } from '../../src/hosts/throwaway-lab.ts'

const PORT = 18_081
const listen = `require('net').createServer((s) => s.end('here')).listen(${PORT})`
const MiB = 1024 * 1024

let house: ThrowawayLab
let one: LabMachine
let other: LabMachine

/** What `other`'s port answers to a process of `from`: `here`, or the error's code. */
const askFrom = async (from: LabMachine, to = other): Promise<string> => {
  const program = `const s = require('net').connect(${PORT}, '${to.address}')
    s.setTimeout(1500, () => { console.log('silence'); process.exit() })
    s.on('error', (e) => console.log(e.code)); s.on('data', (d) => console.log(String(d)))`
  const [entering, ...args] = inNamespace(from.namespace, [process.execPath, '-e', program])
  return (await runProgram(entering, args)).trim()
}
const answers = (from = one, to = other) =>
  vi.waitUntil(async () => (await askFrom(from, to)) === 'here', { timeout: 30_000, interval: 100 })

const startListener = async (machine: LabMachine, image: string) => {
  const container = await engineOf(machine).createContainer({
    Image: image,
    name: 'listener',
    Entrypoint: ['node', '-e', listen],
    HostConfig: { NetworkMode: 'host', RestartPolicy: { Name: 'unless-stopped' } },
  })
  await container.start()
}

beforeAll(async () => {
  const node = (await buildImages({ only: ['node'] })).find(({ name }) => name === 'node')
  if (!node) throw new Error('the image node was not built')
  house = await throwawayLab(2, [node])
  const [first, second] = house.lab.hosts
  if (!first || !second) throw new Error('there are no two hosts')
  one = first
  other = second
  await Promise.all([startListener(one, node.imageId), startListener(other, node.imageId)])
  await Promise.all([answers(), answers(other, one)])
})
afterAll(async () => {
  await house?.remove()
  if (house) expect(await labLeftovers(house.lab)).toEqual([])
})

describe('traffic', () => {
  it('is dropped in silence, or reset, for one port of one direction', async () => {
    const { lab } = house
    for (const [cut, answer] of [
      ['drop', 'silence'],
      ['reset', 'ECONNREFUSED'],
    ] as const) {
      const fault = await cutTraffic(lab, { from: one, to: other, port: PORT }, cut)
      expect(await askFrom(one)).toBe(answer)
      expect(await askFrom(other, one)).toBe('here')
      await fault.undo()
      await fault.undo()
      expect(await askFrom(one)).toBe('here')
    }
  })

  it('is cut off whole, both ways', async () => {
    const fault = await isolate(house.lab, other)
    expect(await Promise.all([askFrom(one), askFrom(other, one)])).toEqual(['silence', 'silence'])
    await fault.undo()
    expect(await Promise.all([askFrom(one), askFrom(other, one)])).toEqual(['here', 'here'])
  })

  it('is late by what a relay holds it back', async () => {
    const timed = async () => {
      const program = `const b = performance.now(); const s = require('net').connect(${PORT}, '${other.address}')
        s.on('data', () => console.log(performance.now() - b))`
      const [entering, ...args] = inNamespace(one.namespace, [process.execPath, '-e', program])
      return Number(await runProgram(entering, args))
    }
    const fault = await delayTraffic(house.lab, { from: one, to: other, port: PORT, delayMs: 700 })
    expect(await timed()).toBeGreaterThan(650)
    await fault.undo()
    expect(await timed()).toBeLessThan(650)
  })
})

describe('a host', () => {
  it('stands still while it is frozen and goes on afterwards', async () => {
    const fault = await freezeHost(other)
    expect(await askFrom(one)).toBe('silence')
    await fault.undo()
    await answers()
  })

  it('serves without its Docker, which comes back with the same container', async () => {
    const id = async () => (await engineOf(other).getContainer('listener').inspect()).State.Pid
    const before = await id()
    const fault = await killEngine(house.lab, other)
    await expect.poll(() => isEngineUp(other)).toBe(false)
    expect(await askFrom(one)).toBe('here')
    await fault.undo()
    expect(await id()).toBe(before)
  })

  it('has a Docker that answers nobody while it is frozen', async () => {
    const fault = await freezeEngine(other)
    expect(await isEngineUp(other)).toBe(false)
    await fault.undo()
    await expect.poll(() => isEngineUp(other)).toBe(true)
  })

  it('is gone without power and boots with what its disk has', async () => {
    const fault = await cutPowerOf(house.lab, other)
    expect(await askFrom(one)).not.toBe('here')
    await fault.undo()
    await answers()
  })
})

describe('a disk', () => {
  const write = (bytes: number) => writeFileSync(join(other.home, 'file'), Buffer.alloc(bytes))
  const synced = async () => {
    const began = performance.now()
    await runProgram('dd', ['if=/dev/zero', `of=${join(other.home, 'slow')}`, 'bs=1M', 'count=4', 'oflag=direct'])
    return performance.now() - began
  }

  it('is full for its host alone', async () => {
    await giveDisk(house.lab, other, 64 * MiB)
    const fault = await fillDisk(other)
    expect(() => write(4 * MiB)).toThrow(/ENOSPC/)
    writeFileSync(join(one.home, 'file'), Buffer.alloc(4 * MiB))
    await fault.undo()
    write(4 * MiB)
  })

  it('is as slow as it is told', async () => {
    const fault = await throttleDisk(other, 2 * MiB)
    expect(await synced()).toBeGreaterThan(1_500)
    await fault.undo()
    expect(await synced()).toBeLessThan(1_500)
  })
})
