import { catalogue } from '@holdfast/engine'
import type { DesiredHost, SignedRelease } from '@holdfast/shared/state/desired'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AgentWorld, makeAgentWorld } from '../harness/agent-world.ts'
import { aDatabase, changed } from '../harness/desired-page.ts'
import { engineImage } from '../harness/engine-image.ts'

let world: AgentWorld
beforeAll(async () => {
  world = await makeAgentWorld()
  world.startAgent()
})
afterAll(() => world?.remove())

const withRelease = (page: DesiredHost, release: SignedRelease): DesiredHost =>
  changed(page, {
    releases: [release],
    instances: page.instances.map((it) => ({ ...it, releaseId: release.releaseId })),
  })

const engine = catalogue[0]?.family ?? ''

it('starts no image whose manifest is signed with another key, and says so', async () => {
  const { page } = await aDatabase(world.peer)
  const release = world.peer.signRelease({ engine, version: '17', imageId: await engineImage(), forged: true })
  world.peer.want(withRelease(page, release))
  const seen = await world.until('the refusal', (it) => it.conditions.some(({ code }) => code === 'release-not-signed'))
  expect(seen.releases).toEqual([])
  expect(seen.conditions[0]?.because).toMatch(/not by the release key/)
  expect(await world.containers()).toEqual([])
})

it('takes no image by name, and says which image is missing', async () => {
  const { page } = await aDatabase(world.peer)
  const release = world.peer.signRelease({ engine, version: '17', imageId: 'holdfast/engine:latest' })
  world.peer.want(withRelease(page, release))
  const seen = await world.until('the condition', (it) => it.conditions.some(({ code }) => code === 'image-missing'))
  expect(seen.conditions.find((it) => it.code === 'image-missing')?.because).toMatch(/holdfast\/engine:latest is not/)
  expect(await world.containers()).toEqual([])
  expect(seen.volumes).toEqual([])
})

it('does not take a manifest that was changed after it was signed', async () => {
  const { page } = await aDatabase(world.peer)
  const good = world.peer.signRelease({ engine, version: '17', imageId: `sha256:${'a'.repeat(64)}` })
  const changedManifest = good.manifest.replaceAll('a'.repeat(64), 'b'.repeat(64))
  world.peer.want(withRelease(page, { ...good, manifest: changedManifest }))
  const { generation } = withRelease(page, good)
  const seen = await world.until('the refusal', (it) => it.observedGeneration >= generation - 1)
  expect(seen.conditions.map((it) => it.code)).toContain('release-not-signed')
})
