import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultEngine } from '@holdfast/engine'
import { archiveFile, archiveListFile } from '@holdfast/shared/state/image-archives'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openAlerts } from '../../src/alerts/alerts.ts'
import { platformActor } from '../../src/audit/record-audit.ts'
import { createJoinToken } from '../../src/hosts/join-tokens.ts'
import { labelHost } from '../../src/hosts/label-host.ts'
import { removeHost } from '../../src/hosts/remove-host.ts'
import { openMailDoor } from '../../src/mail/mail-door.ts'
import { startByWish } from '../../src/operations/start-by-wish.ts'
import type { Caller } from '../../src/people/caller.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { openLog } from '../../src/platform/log.ts'
import { registerReleases } from '../../src/releases/register-releases.ts'
import { openReleaseKey } from '../../src/releases/release-key.ts'
import { openAlertLook } from '../../src/watchers/alerts.ts'
import { askDoor } from '../harness/ask-door.ts'
import { eventually } from '../harness/containers.ts'
import { type House, openHouse } from '../harness/house.ts'
import { aRequest, connectPeer, joinBody, joinHost, type LinkPeer, postJoin } from '../harness/link-peer.ts'
import { obedient } from '../harness/observed-pages.ts'
import { useStores } from '../harness/stores.ts'
import { aWish, ended } from '../harness/wishes.ts'

const stores = useStores()
const archive = randomBytes(300_000)
const imageId = `sha256:${'a'.repeat(64)}`
const imagePath = `/agent/images/${'a'.repeat(64)}`
/** More than fits into the buffers between two ends. */
const largeBytes = 64 * 1024 * 1024
const largeImageId = `sha256:${'c'.repeat(64)}`
let folder = ''
let house: House
let caller: Caller
const peers: LinkPeer[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hf-archives-'))
  const list = [
    { name: 'agent', imageId, bytes: archive.length, imageBytes: 500_000 },
    { name: 'large', imageId: largeImageId, bytes: largeBytes, imageBytes: largeBytes },
  ]
  await writeFile(join(folder, archiveFile(largeImageId)), '')
  await truncate(join(folder, archiveFile(largeImageId)), largeBytes)
  await writeFile(join(folder, archiveListFile), JSON.stringify(list))
  await writeFile(join(folder, archiveFile(imageId)), archive)
  const { database } = await stores.freshDatabase()
  house = await openHouse({ database, redisUrl: stores.redisUrl, silentAfterMs: 1_500, archivesDirectory: folder })
  caller = await house.anOrganization()
})
afterAll(async () => {
  for (const peer of peers) peer.close()
  await house?.close()
  await rm(folder, { recursive: true, force: true })
})

const aPeer = async (hostname: string): Promise<LinkPeer> => {
  const peer = await connectPeer(house, await joinHost(house, hostname))
  peers.push(peer)
  peer.onDesired = (page) => peer.report(obedient(page))
  peer.report({})
  const { hostId } = peer.identity
  await eventually(() => house.database.read.hostObservation.findUniqueOrThrow({ where: { hostId } }))
  return peer
}
const create = (name: string, region: string) =>
  house.database.transaction((tx) => house.databases.create(tx, caller, aWish({ name, region })))
const label = (peer: LinkPeer, labels: Record<string, string | null>) =>
  house.database.transaction((tx) => labelHost(tx, peer.identity.hostId, labels))
const remove = (peer: LinkPeer, lost: readonly string[] = []) =>
  house.database.transaction((tx) =>
    removeHost(
      tx,
      { hostId: peer.identity.hostId, lost: lost as never, now: new Date(), actor: platformActor },
      house.presence,
    ),
  )
const lifeOf = (id: string) =>
  house.database.read.database.findUniqueOrThrow({
    where: { id },
    select: { life: true, volumes: { select: { id: true } } },
  })
const lookForTroubles = async () => {
  const mail = openMailDoor({ secrets: house.parts.secrets, clock: systemClock, isOpen: false })
  const alerts = openAlerts({ clock: systemClock, mail, publicUrl: new URL('http://console.example') })
  const log = openLog('silent', 'hf-test')
  const { database, presence } = house
  const metrics = { health: () => null }
  await openAlertLook({ database, presence, metrics, alerts, clock: systemClock, log, patienceMs: 0 })()
}
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

describe('the agent’s image', () => {
  const aToken = (now = new Date()) => house.database.transaction((tx) => createJoinToken(tx, { labels: {}, now }))
  const ask = (token: string) => askDoor(house, { path: '/agent/image', headers: bearer(token) })

  it('comes with a join token, as often as it is asked for until a host has joined with it', async () => {
    const { token } = await aToken()
    expect((await ask(token)).body.equals(archive)).toBe(true)
    expect((await ask(token)).body.equals(archive)).toBe(true)
    expect((await postJoin(house, joinBody(token, (await aRequest()).csr, 'bare'))).status).toBe(200)
    const refused = await ask(token)
    expect([refused.status, JSON.parse(refused.body.toString()).code]).toEqual([403, 'join-token-refused'])
  })

  it('comes to nobody without a token, or with one that is unknown or too old', async () => {
    const { token } = await aToken(new Date(Date.now() - 3_601_000))
    for (const wrong of ['', 'x'.repeat(40), token]) expect((await ask(wrong)).status).toBe(403)
  })
})

describe('an archived image', () => {
  it('comes to a host with its certificate, and goes on where the beginning ended', async () => {
    const identity = await joinHost(house, 'reef')
    const whole = await askDoor(house, { path: imagePath, identity })
    expect([whole.status, whole.headers['x-image-bytes']]).toEqual([200, '500000'])
    const etag = String(whole.headers.etag)
    const headers = { range: 'bytes=200000-', 'if-range': etag }
    const rest = await askDoor(house, { path: imagePath, identity, headers })
    expect([rest.status, rest.headers['content-range']]).toEqual([206, 'bytes 200000-299999/300000'])
    expect(rest.body.equals(archive.subarray(200_000))).toBe(true)
    const other = await askDoor(house, { path: imagePath, identity, headers: { ...headers, 'if-range': '"another"' } })
    expect([other.status, other.body.length]).toEqual([200, archive.length])
  })

  it('is sent to a host that reads slowly without keeping others waiting', async () => {
    const [slow, quick] = [await joinHost(house, 'slow'), await joinHost(house, 'quick')]
    const path = `/agent/images/${'c'.repeat(64)}`
    const begin = () =>
      new Promise<() => void>((resolve, reject) => {
        const { key, certificate: cert } = slow
        const where = {
          host: '127.0.0.1',
          port: house.link?.port,
          path,
          ca: house.authority.root,
          key,
          cert,
          agent: false,
        }
        get(where, (reply) => {
          // Nothing of it is read.
          reply.on('error', () => undefined)
          resolve(() => reply.destroy())
        }).on('error', reject)
      })
    const ends = [await begin(), await begin()]
    expect((await askDoor(house, { path: imagePath, identity: slow })).status).toBe(429)
    expect((await askDoor(house, { path: imagePath, identity: quick })).status).toBe(200)
    for (const end of ends) end()
    await eventually(async () => expect((await askDoor(house, { path: imagePath, identity: slow })).status).toBe(200))
  })

  it('comes to nobody else, and one that is not kept is not there', async () => {
    expect((await askDoor(house, { path: imagePath })).status).toBe(403)
    const identity = await joinHost(house, 'reef')
    const path = `/agent/images/${'b'.repeat(64)}`
    expect((await askDoor(house, { path, identity })).status).toBe(404)
    expect((await askDoor(house, { path: '/agent/images/..', identity })).status).toBe(404)
  })
})

describe('a host that has joined', () => {
  it('is told the newest releases before anything needs them, and each later one at once', async () => {
    const peer = await aPeer('shoal')
    const first = await peer.desired((page) => page.releases.length === 1)
    const image = { engine: defaultEngine.family, version: defaultEngine.defaultVersion, imageId, packages: {} }
    const file = join(folder, 'releases.json')
    await writeFile(file, JSON.stringify([image]))
    await registerReleases(house.database, { file, key: openReleaseKey(join(house.home, 'release.key')) })
    const next = await peer.desired((page) => page.generation > first.generation)
    expect(next.releases.map((it) => JSON.parse(it.manifest).imageId)).toEqual([imageId])
  })

  it('takes nothing new until its images are there, and says what it waits for', async () => {
    const peer = await aPeer('sand')
    await label(peer, { region: 'sand' })
    const because = '12 MiB of 90 MiB of its image have arrived'
    const condition = { code: 'image-missing' as const, subject: peer.page()?.releases[0]?.releaseId ?? '', because }
    peer.onDesired = undefined
    peer.report({ conditions: [condition] })
    await eventually(() => expect(create('early', 'sand')).rejects.toMatchObject({ code: 'no-host-fits' }))
    await expect(create('early', 'sand')).rejects.toThrow(because)
    peer.onDesired = (page) => peer.report(obedient(page))
    peer.report({ conditions: [] })
    const { operation } = await eventually(() => create('early', 'sand'))
    expect((await ended(house.database, operation.id)).state).toBe('succeeded')
  })

  it('takes nothing new while it is drained, keeps what it has, and takes more when it is opened again', async () => {
    const peer = await aPeer('cliff')
    await label(peer, { region: 'cliff' })
    const { operation } = await create('before', 'cliff')
    expect((await ended(house.database, operation.id)).state).toBe('succeeded')
    await label(peer, { placement: 'closed' })
    await expect(create('meanwhile', 'cliff')).rejects.toThrow(/drained/)
    expect(peer.page()?.instances).toHaveLength(1)
    expect(await label(peer, { placement: null })).toEqual({ region: 'cliff' })
    expect((await create('afterwards', 'cliff')).database.hostName).toBe('cliff')
  })
})

describe('a host that is to go', () => {
  it('goes when it is empty; its agent is cut off with the reason and refused from then on', async () => {
    const peer = await aPeer('spare')
    await remove(peer)
    const told = await peer.hear((message) => (message.say === 'refused' ? message : undefined))
    expect(told.problem.detail).toMatch(/the host was removed/)
    await expect(connectPeer(house, peer.identity)).rejects.toThrow(/403/)
    expect((await askDoor(house, { path: imagePath, identity: peer.identity })).status).toBe(403)
    await expect(remove(peer)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('stays while it is alive and holds a database, even a deleted one that can come back', async () => {
    const peer = await aPeer('full')
    await label(peer, { region: 'full' })
    const { database, operation } = await create('precious', 'full')
    await ended(house.database, operation.id)
    await expect(remove(peer)).rejects.toMatchObject({ code: 'host-in-use' })
    await expect(remove(peer, [database.id])).rejects.toThrow(/alive and holds them.*precious/)
    const deleted = await house.database.transaction((tx) =>
      house.databases.remove(tx, caller, { database: database.id, ifMatch: '*' } as never),
    )
    await ended(house.database, deleted.operation?.id)
    await expect(remove(peer)).rejects.toThrow(/precious/)
  })

  it('goes when it is dead and every database is named that is lost; those stay on the books with the reason', async () => {
    const peer = await aPeer('wreck')
    await label(peer, { region: 'wreck' })
    const made = [await create('cargo', 'wreck'), await create('ballast', 'wreck')]
    for (const { operation } of made) await ended(house.database, operation.id)
    const [cargo, ballast] = made.map(({ database }) => database.id)
    if (!cargo || !ballast) throw new Error('two were made')
    peer.close()
    await eventually(() => expect(remove(peer)).rejects.toThrow(/it is silent.*cargo.*ballast/))
    await expect(remove(peer, [cargo])).rejects.toThrow(/it is silent.*ballast/)
    const lost = await remove(peer, [cargo, ballast])
    expect(lost.map(({ id }) => id).toSorted()).toEqual([cargo, ballast].toSorted())
    const shown = await house.databases.show(house.database, caller, cargo)
    expect(shown).toMatchObject({ state: 'unreachable', hostName: 'wreck' })
    expect(shown.because).toMatch(/it is lost: an operator removed its dead host wreck/)
    const events = await house.database.read.auditEvent.findMany({ where: { action: 'database.lost' } })
    expect(events.map(({ subject, organizationId }) => [subject, organizationId]).toSorted()).toEqual(
      [cargo, ballast].toSorted().map((id) => [id, caller.organizationId]),
    )
    await expect(connectPeer(house, peer.identity)).rejects.toThrow(/403/)
  })

  it('takes nothing with it unsaid: what is lost stays a trouble, nothing more succeeds on it, and its deletion ends', async () => {
    const peer = await aPeer('hulk')
    await label(peer, { region: 'hulk' })
    const { database: kept, operation: making } = await create('hold', 'hulk')
    await ended(house.database, making.id)
    peer.onDesired = undefined
    const { database: unmade, operation: unfinished } = await create('unmade', 'hulk')
    peer.close()
    await eventually(() => remove(peer, [kept.id, unmade.id]))

    const failed = await ended(house.database, unfinished.id)
    expect(failed).toMatchObject({ state: 'failed', problem: { code: 'create-failed' } })
    expect(await lifeOf(unmade.id)).toEqual({ life: 'erased', volumes: [] })

    const change = { database: kept.id, ifMatch: '*' } as const
    const restart = await house.database.transaction((tx) => house.databases.restart(tx, caller, change))
    expect(await ended(house.database, restart.operation?.id)).toMatchObject({
      state: 'failed',
      problem: { code: 'database-lost' },
    })
    const larger = { ...change, storageBytes: 2 * kept.storageBytes }
    const growth = house.database.transaction((tx) => house.databases.resize(tx, caller, larger))
    await expect(growth).rejects.toMatchObject({ code: 'database-lost' })
    await lookForTroubles()
    const alert = { subject: kept.id, kind: 'database-unreachable', closedAt: null }
    expect(await house.database.read.alert.findFirst({ where: alert })).toMatchObject({ severity: 'critical' })

    const deleted = await house.database.transaction((tx) => house.databases.remove(tx, caller, change))
    await ended(house.database, deleted.operation?.id)
    const back = house.database.transaction((tx) => house.databases.undelete(tx, caller, kept.id))
    await expect(back).rejects.toMatchObject({ code: 'database-lost' })
    await house.database.read.database.update({ where: { id: kept.id }, data: { recoverableUntil: new Date(0) } })
    const { organizationId } = caller
    if (!organizationId) throw new Error('the caller speaks for an organization')
    const { hostId } = peer.identity
    const wish = {
      ...{ databaseId: kept.id, organizationId, name: 'hold', hostId, generation: 0 },
      startedBy: platformActor,
    }
    const erase = await house.database.transaction((tx) => startByWish(tx, { kind: 'erase-database', ...wish }))
    expect((await ended(house.database, erase.id)).state).toBe('succeeded')
    expect(await lifeOf(kept.id)).toEqual({ life: 'erased', volumes: [] })
    await lookForTroubles()
    expect(await house.database.read.alert.findFirst({ where: alert })).toBeNull()
  })
})
