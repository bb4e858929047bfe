import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { ObservedHost } from '@holdfast/shared/state/observed'
import { bridgePrefix, forwardingChain, guardTable } from '@holdfast/shared/tenant-bridges'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runAgentContainer } from '../harness/agent-container.ts'
import { type AgentWorld, makeAgentWorld } from '../harness/agent-world.ts'
import { aDatabase, changed, type WantedDatabase } from '../harness/desired-page.ts'
import { queryDatabase } from '../harness/query-database.ts'
import { runDocker } from '../harness/run-docker.ts'
import { serves } from '../harness/running-database.ts'

const run = promisify(execFile)

let world: AgentWorld
let agent: string
let database: WantedDatabase
beforeAll(async () => {
  world = await makeAgentWorld()
  await world.startGateway()
  // An address beyond loopback needs rules in Docker's own chain, by the host's own iptables.
  agent = await runAgentContainer(world, { HOLDFAST_BIND: '0.0.0.0' })
})
afterAll(async () => {
  if (agent) await runDocker('rm', '-f', agent)
  await world?.remove()
})

it('mounts volumes on the host through its own shim, where instances find them', async () => {
  database = await aDatabase(world.peer)
  world.peer.want(database.page)
  await world.until('the database serves', serves(database))
  expect(await queryDatabase(world.peer, database, 'select 1 as one')).toEqual([{ one: 1 }])
  expect(await readFile('/proc/self/mountinfo', 'utf8')).toContain(world.path('mounts', database.instance.volumeId))
  expect((await run('nft', ['list', 'table', 'inet', guardTable(world.name)])).stdout).toContain('drop')
})

it('leads clients of this and of other machines through the kernel, with the rules that this needs beside Docker’s', async () => {
  const isLed = (page: ObservedHost) => page.endpoints.some(({ paths = [] }) => paths.some(({ by }) => by === 'kernel'))
  await world.until('the kernel leads', isLed)
  const rules = (await run('iptables', ['-w', '-S', forwardingChain])).stdout
  expect(rules.match(new RegExp(bridgePrefix(world.name), 'g'))).toHaveLength(2)
  process.kill(world.gatewayPid(), 'SIGSTOP')
  try {
    expect(await queryDatabase(world.peer, database, 'select 1 as one')).toEqual([{ one: 1 }])
  } finally {
    process.kill(world.gatewayPid(), 'SIGCONT')
  }
})

it('leaves the volume mounted when its own container is killed, and finds it again', async () => {
  await queryDatabase(world.peer, database, 'create table kept as select 42 as answer')
  await runDocker('kill', agent)
  expect(await queryDatabase(world.peer, database, 'select answer from kept')).toEqual([{ answer: 42 }])
  const heard = world.peer.heard.length
  await runDocker('start', agent)
  const isHeard = () => world.peer.heard.slice(heard).some((it) => it.say === 'observed' && serves(database)(it.page))
  await expect.poll(isHeard, { timeout: 20_000 }).toBe(true)
  expect(await queryDatabase(world.peer, database, 'select answer from kept')).toEqual([{ answer: 42 }])
})

it('lets go of every mount and loop device when the volume is erased', async () => {
  const volumes = database.page.volumes.map((it) => ({ ...it, state: 'erased' as const }))
  world.peer.want(changed(database.page, { instances: [], endpoints: [], volumes }))
  await world.until('the volume is gone', (page) => page.volumes.length === 0)
  expect(await readFile('/proc/self/mountinfo', 'utf8')).not.toContain(database.instance.volumeId)
  expect((await run('losetup', ['-a'])).stdout).not.toContain(database.instance.volumeId)
})
