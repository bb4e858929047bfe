import { existsSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { findLab } from '@holdfast/lab/hosts/lab'
import { labLeftovers } from '@holdfast/lab/hosts/lab-leftovers'
import type { Lab } from '@holdfast/lab/hosts/lab-places'
import { openCall } from '@holdfast/lab/platform/open-call'
import { runPsql } from '@holdfast/lab/platform/run-psql'
import { runCommand, startThrowawayPlatform, type ThrowawayPlatform } from '@holdfast/lab/platform/throwaway-platform'
import { ApiProblem } from '@holdfast/shared/client/api-problem'
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

/** On a busy machine the twelfth answer may be later than a client waits: asked again with the same key, it is the same create. */
const ask = async (name: string, attempts = 20): Promise<Awaited<ReturnType<typeof askOnce>>> => {
  try {
    return await askOnce(name)
  } catch (error) {
    const isLate = error instanceof ApiProblem && ['unavailable', 'request-in-progress'].includes(error.code)
    if (attempts === 1 || !isLate) throw error
  }
  await setTimeout(2_000)
  return ask(name, attempts - 1)
}
const askOnce = (name: string) =>
  call(databaseRoutes.create, { body: { name, size: 'micro' }, idempotencyKey: `create-${name}` })

const create = async (name: string) => {
  const { operation } = await ask(name)
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
