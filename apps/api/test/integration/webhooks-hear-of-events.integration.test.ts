import { lookup } from 'node:dns/promises'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OrganizationId } from '@holdfast/shared/ids'
import { newId } from '@holdfast/shared/ids'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openAlerts } from '../../src/alerts/alerts.ts'
import { publishEvent } from '../../src/audit/publish-event.ts'
import { startSequencer } from '../../src/audit/sequencer.ts'
import { openRootKeyFile } from '../../src/keys/key-provider.ts'
import { openKeyring } from '../../src/keys/keyring.ts'
import { openSecrets } from '../../src/keys/secrets.ts'
import { openMailDoor } from '../../src/mail/mail-door.ts'
import type { Caller } from '../../src/people/caller.ts'
import { openLog } from '../../src/platform/log.ts'
import { openOutbound } from '../../src/platform/outbound.ts'
import { type DeliveryParts, makeDeliveries, sendDue, startDeliveries } from '../../src/webhooks/deliver.ts'
import { openWebhooks, type Webhooks } from '../../src/webhooks/webhooks.ts'
import { inStore } from '../harness/in-store.ts'
import { movingClock } from '../harness/moving-clock.ts'
import { type FreshDatabase, useStores } from '../harness/stores.ts'
import { isSignedWith, startWebhookPeer, type WebhookPeer } from '../harness/webhook-peer.ts'

const stores = useStores()
const clock = movingClock()
const organizationId: OrganizationId = newId('or')
const caller: Caller = {
  ...{ kind: 'token', id: newId('tk'), name: 'a test', personId: null, sessionId: null, organizationId },
  ...{ permissions: new Set<never>(), isOperator: false, address: null, requestId: 'test' },
}
const day = 86_400

let home: string
let store: FreshDatabase
let peer: WebhookPeer
let parts: DeliveryParts
let impatient: DeliveryParts['outbound']
let webhooks: Webhooks
let sequencer: { close(): Promise<void> }
let resolve: (name: string) => Promise<string[]>

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'hf-webhooks-'))
  store = await stores.freshDatabase()
  const keyProvider = await openRootKeyFile(join(home, 'root.key'))
  const secrets = openSecrets(await openKeyring({ directory: join(home, 'keyring'), keyProvider }))
  const mail = openMailDoor({ secrets, clock, isOpen: false })
  const alerts = openAlerts({ clock, mail, publicUrl: new URL('http://console.example') })
  const allow = ['127.0.0.0/8']
  const outbound = openOutbound({ allow, resolve: (name) => resolve(name) })
  impatient = openOutbound({ allow, timeoutMs: 300, resolve: (name) => resolve(name) })
  const { database } = store
  parts = { database, secrets, outbound, alerts, clock, log: openLog('silent', 'hf-webhooks') }
  webhooks = openWebhooks({ clock, secrets, alerts, outbound })
  sequencer = startSequencer(database, { everyMs: 50 })
})
afterAll(async () => {
  await sequencer.close()
  await rm(home, { recursive: true, force: true })
})
beforeEach(async () => {
  resolve = async (name) => (await lookup(name, { all: true })).map(({ address }) => address)
  peer = await startWebhookPeer()
  await inStore(store.ownerUrl, 'DELETE FROM webhook')
  return () => peer.close()
})

const create = (url = peer.url, events: readonly ('database' | 'alert')[] = ['database']) =>
  store.database.transaction((tx) => webhooks.create(tx, caller, { url, events }))

let versions = 0
const publish = async (topic: 'database' | 'token' = 'database', count = 1): Promise<void> => {
  await store.database.transaction(async (tx) => {
    for (let n = 0; n < count; n++) {
      const version = ++versions
      await publishEvent(tx, { organizationId, topic, subject: 'db_1', version, view: { version } })
    }
  })
  await expect.poll(() => inStore(store.ownerUrl, 'SELECT 1 FROM unnumbered_event')).toEqual([])
}
const carryOut = async (id: string, outbound = parts.outbound) => {
  await makeDeliveries(parts)
  await sendDue({ ...parts, outbound }, id)
}
const deliveries = (id: string) =>
  inStore(store.ownerUrl, 'SELECT * FROM delivery WHERE webhook_id = $1 ORDER BY sequence, id', [id])
const webhookRow = async (id: string) =>
  (await inStore(store.ownerUrl, 'SELECT * FROM webhook WHERE id = $1', [id]))[0] ?? {}

describe('a webhook', () => {
  it('hears of the events that it has chosen, each once and in order, signed with its secret', async () => {
    await publish()
    const { webhook, secret } = await create()
    await publish('database', 3)
    await publish('token')
    await publish()
    await Promise.all([carryOut(webhook.id), carryOut(webhook.id), makeDeliveries(parts)])
    await carryOut(webhook.id)
    const heard = peer.taken.map(({ body }) => body.data.version).toSorted((a, b) => a - b)
    expect(heard).toEqual([versions - 4, versions - 3, versions - 2, versions])
    expect(peer.taken[0]?.body).toMatchObject({
      type: 'database.changed',
      data: { topic: 'database', subject: 'db_1' },
    })
    for (const message of peer.taken) expect(isSignedWith(secret, message)).toBe(true)
    expect(peer.taken.every((message) => !isSignedWith('whsec_AAAA', message))).toBe(true)
    expect(new Set(peer.taken.map(({ id }) => id)).size).toBe(4)
    expect((await deliveries(webhook.id)).map(({ state, status }) => [state, status])).toEqual(
      Array(4).fill(['delivered', 204]),
    )
    const [row] = await inStore(store.ownerUrl, 'SELECT sealed FROM secret ORDER BY created_at DESC LIMIT 1')
    expect(Buffer.from(row?.sealed as Uint8Array).includes(secret)).toBe(false)
  })

  it('skips nothing while hundreds of events come and replicas come and go', async () => {
    const { webhook } = await create()
    const first = versions + 1
    const one = startDeliveries(parts)
    await publish('database', 450)
    await one.close()
    await publish('database', 150)
    const two = startDeliveries({ ...parts, database: store.open() })
    const three = startDeliveries(parts)
    await expect
      .poll(() => new Set(peer.taken.map(({ body }) => body.data.version)).size, { timeout: 60_000 })
      .toBe(600)
    await Promise.all([two.close(), three.close()])
    const heard = peer.taken.map(({ body }) => body.data.version).toSorted((a, b) => a - b)
    expect(heard).toEqual(Array.from({ length: 600 }, (_, n) => first + n))
    expect((await deliveries(webhook.id)).every(({ state }) => state === 'delivered')).toBe(true)
  })

  it('is tried again later and later with the same id, and works again at the first success', async () => {
    const { webhook } = await create()
    peer.answer = 500
    await publish()
    await carryOut(webhook.id)
    await carryOut(webhook.id)
    expect(peer.taken.length).toBe(1)
    expect(await webhookRow(webhook.id)).toMatchObject({ last_error: 'the receiver answered 500', disabled_at: null })
    clock.advance(6)
    await carryOut(webhook.id)
    clock.advance(6)
    await carryOut(webhook.id)
    expect(peer.taken.length).toBe(2)
    clock.advance(60)
    peer.answer = 204
    await carryOut(webhook.id)
    expect(peer.taken.length).toBe(3)
    expect(new Set(peer.taken.map(({ id }) => id)).size).toBe(1)
    expect(new Set(peer.taken.map(({ timestamp }) => timestamp)).size).toBe(3)
    expect(await webhookRow(webhook.id)).toMatchObject({ failing_since: null, last_error: null })
    expect(await deliveries(webhook.id)).toMatchObject([{ state: 'delivered', attempts: 3 }])
  })

  it('is disabled after three days of failure, with an alert, and goes on from there when it is enabled', async () => {
    const { webhook } = await create()
    peer.answer = 503
    for (let n = 0; n < 5; n++) {
      await publish()
      await carryOut(webhook.id)
      clock.advance(day)
    }
    expect(await webhookRow(webhook.id)).toMatchObject({ disabled_at: expect.any(Date) })
    const alerts = () => inStore(store.ownerUrl, 'SELECT * FROM alert WHERE subject = $1', [webhook.id])
    expect(await alerts()).toMatchObject([{ kind: 'webhook-failing', closed_at: null }])
    const tried = peer.taken.length
    await publish()
    await carryOut(webhook.id)
    expect(peer.taken.length).toBe(tried)
    await expect(store.database.transaction((tx) => webhooks.test(tx, caller, webhook.id))).rejects.toMatchObject({
      code: 'webhook-disabled',
    })

    peer.answer = 204
    peer.taken.length = 0
    await store.database.transaction((tx) => webhooks.enable(tx, caller, webhook.id))
    await carryOut(webhook.id)
    expect(peer.taken.map(({ body }) => body.data.version)).toEqual(
      Array.from({ length: 6 }, (_, n) => versions - 5 + n),
    )
    expect(await alerts()).toMatchObject([{ closed_because: 'the webhook was enabled again' }])
  })

  it('gives one message up that is never taken, and sends it again when asked to', async () => {
    const { webhook } = await create()
    await publish()
    for (let n = 0; n < 12; n++) {
      peer.answer = 400
      await carryOut(webhook.id)
      // Another message is taken meanwhile: the receiver works.
      peer.answer = 204
      await store.database.transaction((tx) => webhooks.test(tx, caller, webhook.id))
      await inStore(
        store.ownerUrl,
        "UPDATE delivery SET next_attempt_at = now() + interval '1 year' WHERE state = 'pending' AND sequence IS NOT NULL",
      )
      await carryOut(webhook.id)
      clock.advance(2 * day)
      await inStore(
        store.ownerUrl,
        "UPDATE delivery SET next_attempt_at = $1 WHERE state = 'pending' AND sequence IS NOT NULL",
        [clock.now()],
      )
    }
    const [poison] = await inStore(store.ownerUrl, "SELECT * FROM delivery WHERE type <> 'webhook.test'")
    expect(poison).toMatchObject({ state: 'failed', status: 400, attempts: 11 })
    const deliveryId = poison?.id as `dl_${string}`
    await store.database.transaction((tx) => webhooks.sendAgain(tx, caller, { webhookId: webhook.id, deliveryId }))
    await carryOut(webhook.id)
    expect(peer.taken.at(-1)?.id).toBe(deliveryId)
  })

  it('whose receiver redirects, hangs or is gone has failed', async () => {
    const { webhook } = await create()
    for (const [answer, because] of [
      [307, 'the receiver answered 307; redirects are not followed'],
      ['silence', 'it did not answer in time'],
    ] as const) {
      const outbound = answer === 'silence' ? impatient : parts.outbound
      peer.answer = answer
      await publish()
      clock.advance(day / 24)
      await carryOut(webhook.id, outbound)
      expect(await webhookRow(webhook.id)).toMatchObject({ last_error: because })
    }
    expect(peer.taken.length).toBeGreaterThan(0)
    peer.close()
    clock.advance(day / 24)
    await carryOut(webhook.id)
    expect(String((await webhookRow(webhook.id)).last_error)).toMatch(/ECONNREFUSED/)
  })

  it('whose name has come to mean a private address is not called', async () => {
    resolve = async () => ['127.0.0.1']
    const { port } = new URL(peer.url)
    const { webhook } = await create(`http://receiver.example:${port}/`)
    resolve = async () => ['127.0.0.1', '10.0.0.1']
    await publish()
    await carryOut(webhook.id)
    expect(peer.taken).toEqual([])
    expect(String((await webhookRow(webhook.id)).last_error)).toContain('10.0.0.1 is not an address of the public')
  })

  it('that hangs holds up no other', async () => {
    const slow = await create()
    const quick = await startWebhookPeer()
    await create(quick.url)
    let release = () => {}
    const hanging = new Promise<void>((done) => {
      release = done
    })
    const sweep = startDeliveries({
      ...parts,
      outbound: {
        ...parts.outbound,
        post: (url, message) =>
          url === peer.url ? hanging.then(() => ({ status: 500, text: '' })) : parts.outbound.post(url, message),
      },
    })
    await publish('database', 5)
    await expect.poll(() => quick.taken.length).toBe(5)
    expect((await deliveries(slow.webhook.id)).filter(({ state }) => state === 'pending').length).toBe(5)
    release()
    await sweep.close()
    quick.close()
  })

  it('hears of its events though another organization has one that this replica cannot read', async () => {
    const stranger = newId('or')
    const theirs = { ...caller, organizationId: stranger }
    const wish = { url: 'https://127.0.0.1/', events: ['database'] as const }
    await store.database.transaction((tx) => webhooks.create(tx, theirs, wish))
    await create()
    await inStore(
      store.ownerUrl,
      "INSERT INTO outbox_event (id, organization_id, topic, subject, version, view) VALUES ($1, $2, 'of-tomorrow', 'x', 1, '{}')",
      [newId('ev'), stranger],
    )
    await publish()
    const sweep = startDeliveries(parts)
    await expect.poll(() => peer.taken.length).toBe(1)
    await sweep.close()
  })

  it('is followed by another replica when the one that sent died', async () => {
    const { webhook } = await create()
    await publish()
    const dying = { ...parts, outbound: { ...parts.outbound, post: () => new Promise<never>(() => {}) } }
    await makeDeliveries(parts)
    void sendDue(dying, webhook.id)
    await expect.poll(async () => (await deliveries(webhook.id))[0]?.attempts).toBe(1)
    await carryOut(webhook.id)
    expect(peer.taken).toEqual([])
    clock.advance(61)
    await carryOut(webhook.id)
    expect(peer.taken.length).toBe(1)
  })
})
