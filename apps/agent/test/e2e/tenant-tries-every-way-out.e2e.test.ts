import { probes } from '@holdfast/lab/isolation/probes'
import { letPlatformWork } from '@holdfast/lab/isolation/spring-traps'
import { type Stage, setStage } from '@holdfast/lab/isolation/stage'
import { tryProbes } from '@holdfast/lab/isolation/try-probes'
import { openCall } from '@holdfast/lab/platform/open-call'
import { runPsql } from '@holdfast/lab/platform/run-psql'
import { startThrowawayPlatform, type ThrowawayPlatform } from '@holdfast/lab/platform/throwaway-platform'
import { afterAll, beforeAll, expect, it } from 'vitest'

let platform: ThrowawayPlatform
let stage: Stage
beforeAll(async () => {
  platform = await startThrowawayPlatform()
  stage = await setStage(await openCall(platform), platform)
})
afterAll(async () => {
  stage?.close()
  await platform?.wipe()
})

it('refuses every way out of a tenant’s database, each by what should hold it, and goes on serving both tenants', async () => {
  const verdicts = await tryProbes(stage, letPlatformWork)
  expect(verdicts.filter(({ outcome }) => outcome !== 'refused')).toEqual([])
  expect(verdicts.map(({ name }) => name).sort()).toEqual(probes.map(({ name }) => name).sort())
  expect(new Set(probes.map(({ name }) => name)).size).toBeGreaterThan(100)
  for (const { url } of [stage.owner, stage.neighbor]) expect(await runPsql(url, 'select 1')).toBe('1')
})
