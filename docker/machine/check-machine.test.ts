import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { findObstacle, isPortTaken, type MachineFacts } from './check-machine.ts'

const GiB = 1024 ** 3
const machine: MachineFacts = {
  memoryBytes: 4 * GiB,
  disks: [{ path: '/var/lib/holdfast', freeBytes: 50 * GiB }],
  isFirstStart: true,
  takenPorts: [],
}

describe('a machine', () => {
  it('will do with memory, disk and free ports', () => {
    expect(findObstacle(machine)).toBeUndefined()
  })

  it.each([
    ['too little memory', { memoryBytes: 1 * GiB }, /1\.0 GiB of memory and 2 GiB are needed: use a larger machine/],
    [
      'a full disk',
      { disks: [{ path: '/var/lib/docker', freeBytes: 5 * GiB }] },
      /\/var\/lib\/docker has 5\.0 GiB free and 6\.0 GiB are needed: free some space/,
    ],
    [
      'a port in use',
      { takenPorts: [{ key: 'HOLDFAST_PORT', port: 7400, address: '127.0.0.1' }] },
      /Port 7400 on 127\.0\.0\.1 is in use by another program: stop that program, or set HOLDFAST_PORT/,
    ],
  ])('is refused for %s, in one sentence with the remedy', (_, fact, sentence) => {
    expect(findObstacle({ ...machine, ...fact })).toMatch(sentence)
  })

  it('needs less disk once the images are there', () => {
    const disks = [{ path: '/var/lib/holdfast', freeBytes: 2 * GiB }]
    expect(findObstacle({ ...machine, disks, isFirstStart: false })).toBeUndefined()
  })

  it('is found to have a port in use exactly while somebody listens on it', async () => {
    const listener = createServer()
    const port = await new Promise<number>((resolve) => {
      listener.listen(0, '127.0.0.1', () => {
        const address = listener.address()
        resolve(typeof address === 'object' && address ? address.port : 0)
      })
    })
    expect(await isPortTaken(port, '127.0.0.1')).toBe(true)
    await new Promise((resolve) => listener.close(resolve))
    expect(await isPortTaken(port, '127.0.0.1')).toBe(false)
  })
})
