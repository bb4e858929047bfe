import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AgentWorld, makeAgentWorld } from '../harness/agent-world.ts'
import { aDatabase, changed, type WantedDatabase } from '../harness/desired-page.ts'
import { queryDatabase } from '../harness/query-database.ts'
import { runDocker } from '../harness/run-docker.ts'
import { serves } from '../harness/running-database.ts'

let world: AgentWorld
let databases: WantedDatabase[]
beforeAll(async () => {
  world = await makeAgentWorld()
  await world.startGateway()
  world.startAgent()
  databases = await Promise.all([aDatabase(world.peer), aDatabase(world.peer), aDatabase(world.peer)])
})
afterAll(() => world?.remove())

const pageOf = (some: readonly WantedDatabase[]) => {
  const pages = some.map((it) => it.page)
  const [first] = databases
  if (!first) throw new Error('there is no database')
  return changed(first.page, {
    volumes: pages.flatMap((it) => it.volumes),
    instances: pages.flatMap((it) => it.instances),
    endpoints: pages.flatMap((it) => it.endpoints),
    releases: pages.flatMap((it) => it.releases),
  })
}

it('come up side by side, each in a network of its own', async () => {
  world.peer.want(pageOf(databases))
  await world.until('all serve', (page) => databases.every((it) => serves(it)(page)), 60_000)
  for (const database of databases)
    expect(await queryDatabase(world.peer, database, 'select 1 as one')).toEqual([{ one: 1 }])
  const addresses = await runDocker(
    'inspect',
    '-f',
    '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}',
    ...(await world.containers()),
  )
  expect(new Set(addresses.split('\n').map((it) => it.trim())).size).toBe(databases.length)
})

it('do not notice when one of them goes', async () => {
  const [first, ...others] = databases
  if (!first) throw new Error('there is no database')
  const started = () => runDocker('inspect', '-f', '{{.Id}} {{.State.StartedAt}}', ...others.map(nameOf))
  const before = await started()
  world.peer.want(pageOf(others))
  const { instanceId } = first.instance
  await world.until('it is gone', (page) => page.instances.every((it) => it.instanceId !== instanceId))
  expect(await started()).toBe(before)
  for (const database of others)
    expect(await queryDatabase(world.peer, database, 'select 1 as one')).toEqual([{ one: 1 }])
})

it('cannot reach each other or the world', async () => {
  const [, one, other] = databases
  if (!one || !other) throw new Error('there are no two databases')
  const address = await runDocker(
    'inspect',
    '-f',
    '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}',
    nameOf(other),
  )
  const dial = (target: string) =>
    runDocker('exec', nameOf(one), 'bash', '-c', `timeout 2 bash -c '</dev/tcp/${target}'`)
  await expect(dial(`${address}/5432`)).rejects.toThrow()
  await expect(dial('192.0.2.1/80')).rejects.toThrow()
})

const nameOf = ({ instance }: WantedDatabase): string => `${world.name}-${instance.instanceId.slice('in_'.length)}`
