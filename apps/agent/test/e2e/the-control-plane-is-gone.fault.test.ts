import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { randomName, untilAnswered, untilEnded } from '@holdfast/lab/bench/measuring/databases'
import { findContainer } from '@holdfast/lab/bench/measuring/find-container'
import { runPgbench } from '@holdfast/lab/bench/measuring/run-pgbench'
import {
  type Installed,
  installedHere,
  listParts,
  listProcesses,
  type PartName,
} from '@holdfast/lab/faults/single-host/parts'
import { readTransactions, startPgbench } from '@holdfast/lab/faults/single-host/pgbench'
import { cutPower, listLoops, listMounts, powerOn } from '@holdfast/lab/faults/single-host/reboot-host'
import { upgradePart } from '@holdfast/lab/faults/single-host/upgrade-part'
import { judgeNumbers, readNumbers, startNumberedWrites } from '@holdfast/lab/histories/numbered-writes'
import { openCall } from '@holdfast/lab/platform/open-call'
import { runPsql } from '@holdfast/lab/platform/run-psql'
import { startThrowawayPlatform, type ThrowawayPlatform } from '@holdfast/lab/platform/throwaway-platform'
import type { Call } from '@holdfast/shared/client/client'
import { alertRoutes } from '@holdfast/shared/contract/alert-routes'
import { databaseRoutes } from '@holdfast/shared/contract/database-routes'
import { operationRoutes } from '@holdfast/shared/contract/operation-routes'
import { GiB } from '@holdfast/shared/units'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/**
 * An hour without api, store and clock, compressed: what an hour brings is brought about instead of awaited. The agent's longest
 * back-off (10 s) is reached, idle poolers are laid to rest after 6 s instead of 10 minutes, and the agent and the host are
 * restarted meanwhile. No certificate's turn comes within an hour of its 90 days.
 */
const poolerIdleMinutes = '0.1'
const gone: readonly PartName[] = ['api', 'store', 'clock']
const withinMs = 120_000

interface Tenant {
  readonly id: string
  readonly direct: string
  readonly pooled: string
}

let platform: ThrowawayPlatform
let installed: Installed
let call: Call
let struck: Tenant
let neighbor: Tenant
let sleeper: Tenant
let image: string
let removeUpgrade: (() => Promise<void>) | undefined

const partNamed = async (part: PartName) => {
  const [found] = await listParts(installed, part)
  if (!found) throw new Error(`there is no ${part}`)
  return installed.docker.getContainer(found.id)
}

async function openTenant(): Promise<Tenant> {
  const body = { name: randomName(), size: 'micro', storageBytes: GiB }
  const { database, operation } = await call(databaseRoutes.create, { body })
  await untilEnded(call, operation.id)
  const { direct, pooled } = await call(databaseRoutes.reveal, { params: { database: database.id } })
  if (!pooled) throw new Error('the database has no pooled endpoint')
  for (const { url } of [direct, pooled]) await untilAnswered(url, withinMs)
  return { id: database.id, direct: direct.url, pooled: pooled.url }
}

const benchArguments = (url: string) => ({ image, url, rootCertificate: `${platform.home}/ca.pem` })

/** pgbench through both endpoints, with kept connections and with a new one for each transaction. */
const startBenches = ({ direct, pooled }: Tenant) => [
  startPgbench({ ...benchArguments(direct), args: ['-c', '2', '-R', '20', '-n'] }),
  startPgbench({ ...benchArguments(pooled), args: ['-c', '2', '-R', '20', '-n'] }),
  startPgbench({ ...benchArguments(direct), args: ['-C', '-S', '-c', '1', '-R', '4', '-n'] }),
  startPgbench({ ...benchArguments(pooled), args: ['-C', '-S', '-c', '1', '-R', '4', '-n'] }),
]

async function expectNoError(benches: readonly ReturnType<typeof startPgbench>[]) {
  for (const bench of benches) {
    const { processed, failed } = readTransactions(await bench.end())
    expect(processed).toBeGreaterThan(0)
    expect(failed).toBe(0)
  }
}

const listOperations = async () => {
  const { items } = await call(operationRoutes.list, { query: { limit: 100 } })
  return items.map(({ id, kind, state }) => `${id} ${kind} ${state}`)
}

const listOpenAlerts = async () => {
  const query = { state: 'open' } as const
  const [ours, installations] = await Promise.all([
    call(alertRoutes.list, { query }),
    call(alertRoutes.listOfInstallation, { query }),
  ])
  return [...ours.items, ...installations.items]
}

const pageOnDisk = () => readFile(join(platform.home, 'agent', 'desired.json'), 'utf8')

const processesInPooler = async ({ id }: Tenant): Promise<number> => {
  const pooler = await findContainer(id, 'pooler')
  const { Processes } = await installed.docker.getContainer(pooler.id).top()
  return Processes.length
}

const answers = (url: string) => () => runPsql(url, 'select 1').catch((error: Error) => error.message)

beforeAll(async () => {
  platform = await startThrowawayPlatform({ HOLDFAST_POOLER_IDLE_MINUTES: poolerIdleMinutes })
  installed = installedHere(platform)
  call = await openCall(platform)
  struck = await openTenant()
  neighbor = await openTenant()
  sleeper = await openTenant()
  image = (await findContainer(struck.id, 'instance')).image
  await runPgbench({ ...benchArguments(neighbor.direct), args: ['-i', '-q', '-s', '1'] })
})
afterAll(async () => {
  await platform?.wipe()
  await removeUpgrade?.()
})

describe('api, store and clock are gone', () => {
  let benches: ReturnType<typeof startBenches>
  let operationsBefore: string[]

  beforeAll(async () => {
    operationsBefore = await listOperations()
    benches = startBenches(neighbor)
    await sleep(3_000)
    for (const part of gone) await (await partNamed(part)).kill()
  })

  it('and a pooler that comes to rest meanwhile wakes for the next client', async () => {
    await expect.poll(() => processesInPooler(sleeper), { timeout: withinMs }).toBe(1)
    expect(await answers(sleeper.pooled)()).toBe('1')
  })

  it('and the agent is restarted, killed and replaced by another version: nobody is cut, nothing is made anew', async () => {
    const before = await listProcesses(installed)
    const agent = await partNamed('agent')
    await agent.restart()
    await sleep(2_000)
    await agent.kill()
    await agent.start()
    await sleep(2_000)
    removeUpgrade = await upgradePart(installed, agent.id)
    // Longer than the agent waits at most between two attempts to reach the api.
    await sleep(12_000)
    const name = `${platform.name}-agent`
    expect({ ...(await listProcesses(installed)), [name]: '' }).toEqual({ ...before, [name]: '' })
  })

  it('and a killed instance comes back with every acknowledged row, while its neighbor notices nothing', async () => {
    const writer = await startNumberedWrites(struck.direct)
    await expect.poll(() => writer.acknowledged.size, { timeout: withinMs }).toBeGreaterThan(20)
    const instance = await findContainer(struck.id, 'instance')
    await installed.docker.getContainer(instance.id).kill()
    const atTheKill = writer.acknowledged.size
    await expect.poll(() => writer.acknowledged.size, { timeout: withinMs }).toBeGreaterThan(atTheKill + 20)
    await writer.stop()
    expect(judgeNumbers(writer, await readNumbers(struck.direct))).toEqual([])
    await expectNoError(benches)
  })

  it('and a host that lost its power brings its databases back with every acknowledged row', async () => {
    const writer = await startNumberedWrites(sleeper.direct)
    await expect.poll(() => writer.acknowledged.size, { timeout: withinMs }).toBeGreaterThan(20)
    await cutPower(installed)
    expect(await listMounts(platform.home)).toEqual([])
    expect(await listLoops(platform.home)).toEqual([])
    await powerOn(installed)
    for (const { direct } of [struck, neighbor, sleeper])
      await expect.poll(answers(direct), { timeout: withinMs }).toBe('1')
    await writer.stop()
    expect(judgeNumbers(writer, await readNumbers(sleeper.direct))).toEqual([])
    expect(await listMounts(platform.home)).toHaveLength(3)
    expect(await listLoops(platform.home)).toHaveLength(3)
  })

  it('and when they return they find the truth and repair nothing that is not broken', async () => {
    const before = await listProcesses(installed)
    const pageBefore = await pageOnDisk()
    benches = startBenches(neighbor)
    for (const part of [...gone].reverse()) await (await partNamed(part)).start()
    await expect.poll(() => listOperations().catch(() => undefined), { timeout: withinMs }).toEqual(operationsBefore)
    const state = async ({ id }: Tenant) => (await call(databaseRoutes.show, { params: { database: id } })).state
    for (const tenant of [struck, neighbor, sleeper])
      await expect.poll(() => state(tenant).catch(String), { timeout: withinMs }).toBe('running')
    for (const { pooled } of [struck, sleeper]) await expect.poll(answers(pooled), { timeout: withinMs }).toBe('1')
    // Watchers, sweeps and the agent have all had their turn.
    await sleep(20_000)
    expect(await listOperations()).toEqual(operationsBefore)
    expect(await listOpenAlerts()).toEqual([])
    expect(await pageOnDisk()).toBe(pageBefore)
    const after = await listProcesses(installed)
    for (const part of gone) delete after[`${platform.name}-${part}`]
    for (const part of gone) delete before[`${platform.name}-${part}`]
    expect(after).toEqual(before)
    await expectNoError(benches)
  })

  it('and afterwards a new database is made as ever', async () => {
    const late = await openTenant()
    expect(await answers(late.pooled)()).toBe('1')
  })
})
