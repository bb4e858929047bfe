import { expect, it } from 'vitest'
import { KernelClients } from './kernel-clients.ts'

const gone = new AbortController().signal
const full = { port: 20_000, connections: 3, acceptedTotal: 3 }

it('keeps nobody waiting where the kernel does not lead', async () => {
  const asked: number[] = []
  const kernel = new KernelClients(() => asked.push(1))
  await kernel.settle({ others: 0, limit: 3, gone })
  expect(asked).toEqual([])
})

it('asks once for however many wait, and lets them judge by the answer', async () => {
  let asked = 0
  const kernel = new KernelClients(() => asked++)
  kernel.tell({ ...full, connections: 0 })
  const waiting = Promise.all([1, 2].map(() => kernel.settle({ others: 0, limit: 3, gone })))
  kernel.tell(full)
  await waiting
  expect([asked, kernel.connections]).toEqual([1, 3])
})

it('asks nobody again while it was full a moment ago', async () => {
  let asked = 0
  const kernel = new KernelClients(() => asked++)
  kernel.tell(full)
  await kernel.settle({ others: 0, limit: 3, gone })
  expect(asked).toBe(0)
})

it('waits no longer than half a second for an agent that is away, and not for a client that has left', async () => {
  const kernel = new KernelClients(() => undefined)
  kernel.tell({ ...full, connections: 0 })
  const began = performance.now()
  const leaving = new AbortController()
  const left = kernel.settle({ others: 0, limit: 3, gone: leaving.signal })
  leaving.abort()
  await left
  await kernel.settle({ others: 0, limit: 3, gone })
  expect(performance.now() - began).toBeGreaterThan(490)
})
