import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { bridgeName, guardTable } from '@holdfast/shared/tenant-bridges'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runProgram } from '../../src/host/run-program.ts'
import { queryDatabase } from '../harness/query-database.ts'
import { runDocker } from '../harness/run-docker.ts'
import { type RunningDatabase, startRunningDatabase } from '../harness/running-database.ts'

let running: RunningDatabase
let listener: Server
beforeAll(async () => {
  running = await startRunningDatabase()
  listener = createServer((socket) => socket.end('the host answers')).listen(0, '0.0.0.0')
  await once(listener, 'listening')
})
afterAll(async () => {
  listener?.close()
  await running?.world.remove()
})

/** The host's own address on the database's bridge. */
const bridgeAddress = async (): Promise<string> => {
  const bridge = bridgeName(running.world.name, running.database.instance.databaseId)
  const told = await runProgram('ip', ['-4', '-o', 'addr', 'show', 'dev', bridge])
  return /inet ([\d.]+)\//.exec(told)?.[1] ?? ''
}

/** What a program inside the tenant's container gets from the host. */
async function askFromInside(): Promise<string> {
  const [container = ''] = await running.world.containers()
  const { port } = listener.address() as AddressInfo
  const script = `timeout 1 cat </dev/tcp/${await bridgeAddress()}/${port} 2>/dev/null || echo refused`
  return runDocker('exec', container, 'timeout', '2', 'bash', '-c', script).catch(() => 'refused')
}

it('does not let a tenant’s container connect to its host, lets the gateway in, and puts the guard up again', async () => {
  const { world, database } = running
  expect(await bridgeAddress()).toMatch(/^10\.211\./)
  expect((await askFromInside()).trim()).toBe('refused')
  expect(await queryDatabase(world.peer, database, 'select 1 as one')).toEqual([{ one: 1 }])

  await runProgram('nft', ['delete', 'table', 'inet', guardTable(world.name)])
  // Without it the host does answer: the refusal above is the guard's.
  expect((await askFromInside()).trim()).toBe('the host answers')
  for (let tries = 0; tries < 30 && (await askFromInside()).trim() !== 'refused'; tries++) await sleep(500)
  expect((await askFromInside()).trim()).toBe('refused')
  expect(await queryDatabase(world.peer, database, 'select 1 as one')).toEqual([{ one: 1 }])
})
