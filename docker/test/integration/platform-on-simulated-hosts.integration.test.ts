import { existsSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { cutPowerOf } from '@holdfast/lab/faults/host-faults'
import { judgeBank, readBank, startBank } from '@holdfast/lab/histories/bank-transfers'
import { findLab } from '@holdfast/lab/hosts/lab'
import { labLeftovers } from '@holdfast/lab/hosts/lab-leftovers'
import type { Lab } from '@holdfast/lab/hosts/lab-places'
import { openCall } from '@holdfast/lab/platform/open-call'
import { runPsql } from '@holdfast/lab/platform/run-psql'
import { runCommand, startThrowawayPlatform, type ThrowawayPlatform } from '@holdfast/lab/platform/throwaway-platform'
import type { Call } from '@holdfast/shared/client/client'
import { followOperation } from '@holdfast/shared/client/follow-operation'
import { databaseRoutes } from '@holdfast/shared/contract/database-routes'
import { platformRoutes } from '@holdfast/shared/contract/platform-routes'
import Docker from 'dockerode'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { labelFilter } from '../../platform/labels.ts'

const names = Array.from({ length: 12 }, (_, index) => `orders-${index + 1}`)

let platform: ThrowawayPlatform
let call: Call
let lab: Lab
const urls = new Map<string, string>()

const create = async (name: string) => {
  const { operation } = await call(databaseRoutes.create, { body: { name, size: 'micro' } })
  const ended = await followOperation({ call, operationId: operation.id })
  expect(ended.state, ended.problem?.detail).toBe('succeeded')
  const database = await call(databaseRoutes.show, { params: { database: name } })
  urls.set(name, (await call(databaseRoutes.reveal, { params: { database: name } })).url)
  return database.hostName
}

beforeAll(async () => {
  platform = await startThrowawayPlatform({ HOLDFAST_PORT_RANGE: '34500-34599' }, ['--hosts', '3'])
  const found = findLab(`${platform.home}/lab`)
  if (!found) throw new Error('the platform has no simulated hosts')
  lab = found
  call = await openCall(platform)
})
afterAll(async () => {
  await platform?.wipe()
})

it('runs on three hosts that it calls by name, and on nothing of this machine', async () => {
  const { items } = await call(platformRoutes.hosts, {})
  expect(items.map(({ name }) => name).sort()).toEqual(['host-1', 'host-2', 'host-3'])
  expect(await new Docker().listContainers({ all: true, filters: labelFilter(platform.name) })).toEqual([])
})

it('spreads twelve databases that are created at once over its hosts, and all of them answer by their strings', async () => {
  const began = Date.now()
  const hosts = await Promise.all(names.map(create))
  process.stdout.write(`twelve databases on three hosts: ${((Date.now() - began) / 1000).toFixed(1)} s\n`)
  for (const host of ['host-1', 'host-2', 'host-3']) expect(hosts.filter((name) => name === host)).toHaveLength(4)
  for (const [name, url] of urls) expect(await runPsql(url, `select '${name}'`)).toBe(name)
})

it('loses no acknowledged transfer when the power of a host is cut, and its neighbors hear nothing of it', async () => {
  const hosts = await Promise.all(
    [...urls].map(async ([name, url]) => ({
      url,
      host: (await call(databaseRoutes.show, { params: { database: name } })).hostName,
    })),
  )
  const urlOn = (wanted: string) => hosts.find(({ host }) => host === wanted)?.url ?? ''
  const machine = lab.hosts.find(({ name }) => name === 'host-2')
  if (!machine) throw new Error('there is no host-2')
  const [bank, neighbor] = [await startBank(urlOn('host-2')), await startBank(urlOn('host-3'), { clients: 1 })]
  await setTimeout(2_000)
  const fault = await cutPowerOf(lab, machine)
  await setTimeout(1_000)
  await fault.undo()
  await expect
    .poll(() => runPsql(urlOn('host-2'), 'select 1').catch(String), { timeout: 120_000, interval: 500 })
    .toBe('1')
  await setTimeout(2_000)
  const [run, beside] = [await bank.stop(), await neighbor.stop()]
  expect(judgeBank(run, await readBank(urlOn('host-2')))).toEqual([])
  expect(judgeBank(beside, await readBank(urlOn('host-3')))).toEqual([])
  expect(beside.transfers.filter(({ outcome }) => outcome !== 'acknowledged')).toEqual([])
  expect(run.transfers.some(({ outcome }) => outcome === 'unknown')).toBe(true)
})

it('is stopped as a whole, and comes back with its hosts and their data without being told to', async () => {
  const [[, url] = ['', '']] = urls
  await runPsql(url, "create table kept as select 'here' as word")
  const stopped = await runCommand(['docker/stop.mjs'], platform.environment)
  expect(stopped.code, stopped.output).toBe(0)
  expect(await labLeftovers(lab)).toEqual([])
  const fewer = await runCommand(['docker/start.mjs', '--hosts', '2'], platform.environment)
  expect(fewer.output).toMatch(/has 3 simulated hosts already: it can get more of them, not fewer/)
  const started = await runCommand(['docker/start.mjs'], platform.environment)
  expect(started.code, started.output).toBe(0)
  await expect.poll(() => runPsql(url, 'select word from kept').catch(String), { timeout: 60_000 }).toBe('here')
})

it('is wiped without a trace', async () => {
  await platform.wipe()
  expect(await labLeftovers(lab)).toEqual([])
  expect(existsSync(platform.home)).toBe(false)
})
