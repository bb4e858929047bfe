import { newId } from '@holdfast/shared/ids'
import type { ApiMessage } from '@holdfast/shared/state/link'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { giveOldDatabasesPoolers } from '../../src/databases/pooler-login.ts'
import { acceptTokenFiles, createJoinToken } from '../../src/hosts/join-tokens.ts'
import { makeAuthority, openAuthority } from '../../src/keys/certificate-authority.ts'
import type { Caller } from '../../src/people/caller.ts'
import { eventually } from '../harness/containers.ts'
import { type House, openHouse } from '../harness/house.ts'
import { aRequest, connectPeer, joinBody, joinHost, type LinkPeer, postJoin } from '../harness/link-peer.ts'
import { obedient } from '../harness/observed-pages.ts'
import { useStores } from '../harness/stores.ts'
import { aWish } from '../harness/wishes.ts'

const stores = useStores()
let house: House
let caller: Caller
const peers: LinkPeer[] = []

const aPeer = async (hostname: string) => {
  const peer = await connectPeer(house, await joinHost(house, hostname))
  peers.push(peer)
  peer.report({})
  await peer.desired(() => true)
  await eventually(() =>
    house.database.read.hostObservation.findUniqueOrThrow({ where: { hostId: peer.identity.hostId } }),
  )
  return peer
}

const aToken = (now = new Date()) =>
  house.database.transaction((tx) => createJoinToken(tx, { labels: { region: 'south' }, now }))

beforeAll(async () => {
  const { database } = await stores.freshDatabase()
  house = await openHouse({ database, redisUrl: stores.redisUrl })
  caller = await house.anOrganization()
})
afterAll(async () => {
  for (const peer of peers) peer.close()
  await house?.close()
})

describe('joining', () => {
  it('tells hosts of the same hostname apart that join at the same moment', async () => {
    const answers = await Promise.all(
      [1, 2, 3, 4, 5].map(async () =>
        postJoin(house, joinBody((await aToken()).token, (await aRequest()).csr, 'quintuplet')),
      ),
    )
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    expect(await house.database.read.host.count({ where: { name: { startsWith: 'quintuplet' } } })).toBe(5)
  })

  it('gives a host its identity once; the second host with the same token is refused', async () => {
    const { token } = await aToken()
    const answers = await Promise.all(
      ['kelp', 'kelp'].map(async (name) => postJoin(house, joinBody(token, (await aRequest()).csr, name))),
    )
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 403])
    const refused = answers.find(({ status }) => status !== 200)
    expect(refused?.body).toMatchObject({ code: 'join-token-refused', detail: 'The token has been used.' })
  })

  it('refuses expired and unknown tokens, requests that prove nothing and bodies that are none', async () => {
    const { token } = await aToken(new Date(Date.now() - 3_601_000))
    const { csr } = await aRequest()
    expect((await postJoin(house, joinBody(token, csr))).body).toMatchObject({ detail: 'The token has expired.' })
    expect((await postJoin(house, joinBody('hfj_unknown', csr))).body).toMatchObject({
      detail: 'The token is not known.',
    })
    const fresh = await aToken()
    expect((await postJoin(house, joinBody(fresh.token, 'garbage'))).body).toMatchObject({ code: 'identity-refused' })
    expect((await postJoin(house, '{')).body).toMatchObject({ code: 'malformed-body' })
    expect((await postJoin(house, '{}')).body).toMatchObject({ code: 'invalid-input' })
    expect((await postJoin(house, JSON.stringify('x'.repeat(100_000)))).body).toMatchObject({ code: 'body-too-large' })
    // A refused request has not used the token up.
    expect((await postJoin(house, joinBody(fresh.token, csr, 'after-all'))).status).toBe(200)
  })

  it('takes labels of the token over those of the host, and a free name', async () => {
    await aPeer('twin')
    await aPeer('twin')
    const rows = await house.database.read.host.findMany({
      where: { name: { startsWith: 'twin' } },
      orderBy: { id: 'asc' },
    })
    expect(rows.map((row) => row.name)).toEqual(['twin', 'twin-2'])
    const { token } = await aToken()
    await postJoin(house, joinBody(token, (await aRequest()).csr, 'labelled'))
    const labelled = await house.database.read.host.findUniqueOrThrow({ where: { name: 'labelled' } })
    expect(labelled.labels).toEqual({ region: 'south' })
  })

  it('accepts the token files of the platform until they were used', async () => {
    const { mkdtemp, rm, writeFile } = await import('node:fs/promises')
    const folder = await mkdtemp('/tmp/hf-token-')
    const path = `${folder}/join-token-host-2`
    const accept = () => house.database.transaction((tx) => acceptTokenFiles(tx, folder, new Date()))
    await writeFile(`${folder}/setup-code`, 'a-secret-that-is-no-token')
    expect(await accept()).toBe(0)
    const token = 'a-token-that-the-platform-wrote'
    await writeFile(path, `${token}\n`)
    expect(await accept()).toBe(1)
    expect((await postJoin(house, joinBody(token, (await aRequest()).csr, 'first'))).status).toBe(200)
    await accept()
    expect((await postJoin(house, joinBody(token, (await aRequest()).csr, 'second'))).body).toMatchObject({
      detail: 'The token has been used.',
    })
    await rm(folder, { recursive: true })
  })
})

describe('the link', () => {
  const refusedWith = (identity: { key: string; certificate: string } | undefined) =>
    new Promise<string>((resolve) => {
      const socket = new WebSocket(`wss://127.0.0.1:${house.link?.port}/agent/link`, {
        ca: house.authority.root,
        ...(identity ? { key: identity.key, cert: identity.certificate } : {}),
      })
      socket.on('unexpected-response', (_, { statusCode }) => resolve(`status ${statusCode}`))
      socket.on('open', () => {
        socket.terminate()
        resolve('open')
      })
      socket.on('error', (error) => resolve(error.message))
    })

  it('is closed to everybody without the certificate of a host', async () => {
    const identity = await joinHost(house, 'genuine')
    const { csr, key } = await aRequest()
    const server = await house.authority.signInstance(csr, { commonName: identity.hostId, names: ['localhost'] })
    const stranger = openAuthority(await makeAuthority('test'))
    const forged = await stranger.signHost(csr, identity.hostId)
    const unknown = await house.authority.signHost(csr, newId('ho'))
    const second = await house.authority.signHost(csr, identity.hostId)
    expect(await refusedWith(undefined)).toBe('status 403')
    expect(await refusedWith({ key, certificate: server })).toBe('status 403')
    expect(await refusedWith({ key, certificate: forged.chain })).toBe('status 403')
    expect(await refusedWith({ key, certificate: unknown.chain })).toBe('status 403')
    expect(await refusedWith({ key, certificate: second.chain })).toBe('status 403')
    expect(await refusedWith(identity)).toBe('open')
  })

  it('takes a renewed certificate, and then no longer the one before', async () => {
    const peer = await aPeer('renewing')
    const { csr, key } = await aRequest()
    const answer = await peer.ask({ say: 'sign-host', csr })
    if (answer.say !== 'answer') throw new Error(JSON.stringify(answer))
    expect(await refusedWith(peer.identity)).toBe('open')
    const renewed = { ...peer.identity, key, certificate: answer.value }
    expect(await refusedWith(renewed)).toBe('open')
    expect(await refusedWith(peer.identity)).toBe('status 403')
  })

  it('refuses a protocol it does not know, in words', async () => {
    const identity = await joinHost(house, 'newer')
    const socket = new WebSocket(`wss://127.0.0.1:${house.link?.port}/agent/link`, {
      ca: house.authority.root,
      key: identity.key,
      cert: identity.certificate,
    })
    const heard = new Promise<ApiMessage>((resolve) =>
      socket.on('message', (bytes) => resolve(JSON.parse(String(bytes)))),
    )
    socket.on('open', () =>
      socket.send(
        JSON.stringify({ say: 'hello', protocol: 99, hostId: identity.hostId, agentVersion: 'x', generation: 0 }),
      ),
    )
    expect(await heard).toMatchObject({ say: 'refused', problem: { code: 'protocol-not-supported' } })
    await new Promise((resolve) => socket.on('close', resolve))
  })
})

describe('a host', () => {
  it('that has read more than these books know gets a page it has not read, for the books may be older', async () => {
    const identity = await joinHost(house, 'wiser')
    const wise = await connectPeer(house, identity, 41)
    peers.push(wise)
    expect((await wise.desired(() => true)).generation).toBe(42)
    const boaster = await connectPeer(house, identity, 2_000_000_000)
    peers.push(boaster)
    expect(await boaster.hear((it) => (it.say === 'refused' ? it : undefined))).toMatchObject({
      problem: { code: 'identity-refused' },
    })
  })

  it('gets secrets and certificates of its own databases only, and cannot speak of others', async () => {
    const first = await aPeer('holder')
    const created = await house.database.transaction((tx) =>
      house.databases.create(tx, caller, aWish({ region: undefined, name: 'secret-keeper' })),
    )
    const { hostId } = created.database
    const other = await aPeer('stranger')
    const owner = [first, ...peers].find((peer) => peer.identity.hostId === hostId)
    if (!owner || owner === other) throw new Error('placed nowhere')
    const page = await owner.desired((it) =>
      it.instances.some((instance) => instance.databaseId === created.database.id),
    )
    const instance = page.instances.find((it) => it.databaseId === created.database.id)
    const verifier = instance?.logins[0]?.verifier
    expect(await owner.ask({ say: 'get-secret', secret: verifier })).toMatchObject({
      say: 'answer',
      value: expect.stringMatching(/^SCRAM-SHA-256\$/),
    })
    expect(await other.ask({ say: 'get-secret', secret: verifier })).toMatchObject({
      say: 'refused',
      problem: { code: 'subject-of-another-host' },
    })
    const login = await house.database.read.login.findFirstOrThrow({ where: { databaseId: created.database.id } })
    const password = { secretId: login.passwordSecretId, version: 1 }
    expect(await owner.ask({ say: 'get-secret', secret: password })).toMatchObject({ say: 'refused' })

    const pooler = { say: 'get-secret', secret: instance?.pooler?.password } as const
    expect(await owner.ask(pooler)).toMatchObject({ value: expect.stringMatching(/^[A-Za-z0-9]{32}$/) })
    expect(await other.ask(pooler)).toMatchObject({ say: 'refused', problem: { code: 'subject-of-another-host' } })

    const { csr } = await aRequest()
    const wish = { say: 'sign-instance', instanceId: instance?.instanceId, csr } as const
    expect(await owner.ask(wish)).toMatchObject({ say: 'answer', value: expect.stringContaining('BEGIN CERTIFICATE') })
    expect(await other.ask(wish)).toMatchObject({ say: 'refused', problem: { code: 'subject-of-another-host' } })

    other.report({ instances: obedient(page).instances })
    const refused = await other.hear((it) => (it.say === 'refused' && it.requestId === null ? it : undefined))
    expect(refused.problem.detail).toContain(instance?.instanceId)
    other.report({ hostId: owner.identity.hostId, instances: [] })
    await other.hear((it) => (it.say === 'refused' && it.problem.detail.includes('its page is about') ? it : undefined))
    const seen = await house.database.read.hostObservation.findUniqueOrThrow({
      where: { hostId: other.identity.hostId },
    })
    expect(seen.page).toMatchObject({ instances: [] })
  })

  it('hears of a pooler for a database that was made before there were any', async () => {
    const peer = await aPeer('older')
    const { hostId } = peer.identity
    const { database: made } = await house.database.transaction((tx) =>
      house.databases.create(tx, caller, aWish({ region: undefined, name: 'from-before' })),
    )
    await house.database.read.instance.updateMany({ where: { databaseId: made.id }, data: { hostId } })
    await house.database.read.poolerLogin.delete({ where: { databaseId: made.id } })
    await giveOldDatabasesPoolers(house.database, house.parts.secrets)
    const page = await peer.desired((it) => it.instances.some((instance) => instance.pooler !== undefined))
    expect(page.instances.map((it) => [it.databaseId, it.pooler?.login])).toEqual([[made.id, 'hf_pooler']])
    await giveOldDatabasesPoolers(house.database, house.parts.secrets)
    expect(await house.database.read.poolerLogin.count({ where: { databaseId: made.id } })).toBe(1)
  })

  it('writes nothing when its page says nothing new', async () => {
    const peer = await aPeer('quiet')
    const rowVersion = () =>
      house.database.read.$queryRaw`SELECT xmin::text FROM host_observation WHERE host_id = ${peer.identity.hostId}`
    const before = await rowVersion()
    peer.report({})
    peer.report({})
    await peer.ask({ say: 'get-secret', secret: { secretId: newId('se'), version: 1 } })
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await rowVersion()).toEqual(before)
    peer.report({ addresses: ['10.0.0.1'] })
    await eventually(async () => expect(await rowVersion()).not.toEqual(before))
  })
})

it('an address that keeps failing to join has to wait', async () => {
  const { csr } = await aRequest()
  const last = async () => (await postJoin(house, joinBody('hfj_guessed', csr))).status
  let status = await last()
  for (let n = 0; n < 30 && status !== 429; n++) status = await last()
  expect(status).toBe(429)
})
