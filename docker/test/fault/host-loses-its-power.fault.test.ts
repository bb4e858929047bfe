import { setTimeout } from 'node:timers/promises'
import { cutPowerOf } from '@holdfast/lab/faults/host-faults'
import { judgeBank, readBank, startBank } from '@holdfast/lab/histories/bank-transfers'
import { findLab } from '@holdfast/lab/hosts/lab'
import { openCall } from '@holdfast/lab/platform/open-call'
import { runPsql } from '@holdfast/lab/platform/run-psql'
import { startThrowawayPlatform, type ThrowawayPlatform } from '@holdfast/lab/platform/throwaway-platform'
import { followOperation } from '@holdfast/shared/client/follow-operation'
import { databaseRoutes } from '@holdfast/shared/contract/database-routes'
import { afterAll, beforeAll, expect, it } from 'vitest'

let platform: ThrowawayPlatform
/** The string of the database on each host. */
const urls = new Map<string | null, string>()

beforeAll(async () => {
  platform = await startThrowawayPlatform({}, ['--hosts', '2'])
  const call = await openCall(platform)
  for (const name of ['orders', 'stock']) {
    const { operation } = await call(databaseRoutes.create, { body: { name, size: 'micro' } })
    expect(await followOperation({ call, operationId: operation.id })).toMatchObject({ state: 'succeeded' })
    const { hostName } = await call(databaseRoutes.show, { params: { database: name } })
    urls.set(hostName, (await call(databaseRoutes.reveal, { params: { database: name } })).url)
  }
})
afterAll(async () => {
  await platform?.wipe()
})

it('loses no acknowledged transfer when the power of a host is cut, and its neighbor hears nothing of it', async () => {
  const lab = findLab(`${platform.home}/lab`)
  const struck = lab?.hosts.find(({ name }) => name === 'host-2')
  const [url, neighbor] = ['host-2', 'host-1'].map((host) => urls.get(host))
  if (!lab || !struck || !url || !neighbor) throw new Error('there is no database on each host')
  const bank = await startBank(url)
  const beside = await startBank(neighbor, { clients: 1 })
  await setTimeout(2_000)
  const fault = await cutPowerOf(lab, struck)
  await setTimeout(1_000)
  await fault.undo()
  await expect.poll(() => runPsql(url, 'select 1').catch(String), { timeout: 120_000, interval: 500 }).toBe('1')
  await setTimeout(2_000)
  const run = await bank.stop()
  const undisturbed = await beside.stop()
  expect(judgeBank(run, await readBank(url))).toEqual([])
  expect(judgeBank(undisturbed, await readBank(neighbor))).toEqual([])
  expect(undisturbed.transfers.filter(({ outcome }) => outcome !== 'acknowledged')).toEqual([])
  expect(run.transfers.some(({ outcome }) => outcome === 'unknown')).toBe(true)
})
