import { type Stage, setStage } from '@holdfast/lab/isolation/stage'
import { tryProbes } from '@holdfast/lab/isolation/try-probes'
import { type Weakened, weaken, workCarelessly } from '@holdfast/lab/isolation/weaken'
import { openCall } from '@holdfast/lab/platform/open-call'
import { startThrowawayPlatform, type ThrowawayPlatform } from '@holdfast/lab/platform/throwaway-platform'
import { afterAll, beforeAll, expect, it } from 'vitest'

/** What a superuser is refused too, since there is nothing to open: the probe is held by what is not there. */
const evenSo: Record<string, string> = {
  'writes a file by adminpack': 'not in the image',
  'reads files as tables': 'not in the image',
  'reads raw pages': 'not in the image',
  'changes rows past transactions': 'not in the image',
  'hijacks a script by its search path': 'not in the image',
  'writes Python': 'not in the image',
  'writes untrusted Perl': 'not in the image',
  'schedules statements': 'its library is not loaded',
  'changes the configuration': 'ALTER SYSTEM is off for everybody',
  'dials the host by its link-local address': 'the container has no IPv6 to dial from',
  'presses the kernel’s keys': 'some machines have none to press',
  'reads the kernel’s memory': 'some machines do not show it',
}

let platform: ThrowawayPlatform
let stage: Stage
let weakened: Weakened | undefined
beforeAll(async () => {
  platform = await startThrowawayPlatform()
  stage = await setStage(await openCall(platform), platform)
  weakened = await weaken(stage)
})
afterAll(async () => {
  await weakened?.remove()
  stage?.close()
  await platform?.wipe()
})

it('reports a breach for every probe where engine, network, container and platform sessions were weakened', async () => {
  const verdicts = await tryProbes(weakened?.stage ?? stage, workCarelessly)
  const missed = verdicts.filter(({ name, outcome }) => outcome !== 'breach' && !(name in evenSo))
  expect(missed).toEqual([])
  expect(verdicts.filter(({ outcome }) => outcome === 'breach').length).toBeGreaterThan(100)
})
