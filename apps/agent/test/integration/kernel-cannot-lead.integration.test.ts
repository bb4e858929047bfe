import { bridgePrefix, forwardingChain, pathTable } from '@holdfast/shared/tenant-bridges'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runProgram } from '../../src/host/run-program.ts'
import { type AgentWorld, makeAgentWorld } from '../harness/agent-world.ts'
import { aDatabase, type WantedDatabase } from '../harness/desired-page.ts'
import { queryDatabase } from '../harness/query-database.ts'
import { serves } from '../harness/running-database.ts'

/** A host on which the agent may not change the packet filter, as where nft does not work. */
const withoutNetAdmin = ['/usr/bin/setpriv', '--bounding-set', '-net_admin', '--inh-caps', '-net_admin']

let world: AgentWorld
let database: WantedDatabase
beforeAll(async () => {
  world = await makeAgentWorld()
  await world.startGateway()
  world.startAgent({}, withoutNetAdmin)
  database = await aDatabase(world.peer)
  world.peer.want(database.page)
  await world.until('the database serves', serves(database))
})
afterAll(() => world?.remove())

it('serves through the gateway’s process and says why', async () => {
  expect(await queryDatabase(world.peer, database, 'select 1 as one')).toEqual([{ one: 1 }])
  const observed = await world.until('it says why', ({ endpoints: [it] }) =>
    (it?.paths?.[0]?.because ?? '').startsWith('this host cannot lead clients through the kernel'),
  )
  expect(observed.endpoints[0]).toMatchObject({ state: 'open', paths: [{ by: 'process' }] })
  expect(await runProgram('nft', ['list', 'tables'])).not.toContain(pathTable(world.name))
  expect(await runProgram('iptables', ['-w', '-S', forwardingChain])).not.toContain(bridgePrefix(world.name))
})

it('leads through the kernel as soon as it may, without cutting a client', async () => {
  await world.stopAgent()
  world.startAgent()
  await world.until('the kernel leads', ({ endpoints: [it] }) => it?.paths?.[0]?.by === 'kernel')
  expect(await queryDatabase(world.peer, database, 'select 1 as one')).toEqual([{ one: 1 }])
})
