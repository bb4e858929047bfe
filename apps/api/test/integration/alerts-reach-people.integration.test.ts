import type { Condition } from '@holdfast/shared/state/conditions'
import { GiB } from '@holdfast/shared/units'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Secret } from '../../src/platform/secret.ts'
import { type SmtpPeer, startSmtpPeer } from '../harness/smtp-peer.ts'
import { type Person, useApi } from '../harness/use-api.ts'
import { isSignedWith, startWebhookPeer, type WebhookPeer } from '../harness/webhook-peer.ts'

let smtp: SmtpPeer
let receiver: WebhookPeer
let ada: Person

const api = useApi(async (config) => {
  smtp = await startSmtpPeer()
  const mail = { url: new Secret(`smtp://127.0.0.1:${smtp.port}`), from: 'platform@holdfast.example' }
  return { ...config, mail, outbound: { allow: ['127.0.0.1'], own: ['93.184.216.34'] } }
})
const key = () => ({ 'idempotency-key': crypto.randomUUID() })
const ask = (method: string, path: string, body?: object) =>
  api.ask(method, path, { token: ada.token, headers: key(), ...(body ? { body } : {}) })

beforeAll(async () => {
  receiver = await startWebhookPeer()
  ada = await api.signUp()
})
afterAll(async () => {
  receiver.close()
  await smtp.close()
})

it('a disk that fills is told by API, e-mail and signed webhook, and muted by API', async () => {
  const host = await api.joinHost()
  const { body: made } = await ask('POST', '/v1/webhooks', { url: receiver.url, events: ['alert'] })
  const body = { name: 'orders', size: 'micro', storageBytes: GiB }
  const { body: created } = await ask('POST', '/v1/databases', body)
  await expect
    .poll(async () => (await ask('GET', `/v1/operations/${created.operation.id}`)).body.state, { timeout: 10_000 })
    .toBe('succeeded')
  const page = await host.desired(({ volumes }) => volumes.length === 1)
  const volume = page.volumes[0]
  if (!volume) throw new Error('the page names no volume')
  const because = 'more than 85 % of its disk are in use'
  const fill = (conditions: Condition[]) => host.report({ conditions })
  fill([{ code: 'disk-nearly-full', subject: volume.volumeId, because }])
  await expect.poll(() => receiver.taken.length, { timeout: 15_000 }).toBe(1)
  const [told] = receiver.taken
  expect(told?.body).toMatchObject({
    type: 'alert.opened',
    data: { view: { kind: 'disk-filling', severity: 'warning', subjectName: 'orders' } },
  })
  expect(told && isSignedWith(made.secret, told)).toBe(true)
  await expect.poll(() => smtp.letters.map(({ to }) => to), { timeout: 5_000 }).toEqual([[ada.email]])
  expect(smtp.letters[0]?.text).toContain('Subject: [warning] orders: disk filling')

  const [alert] = (await ask('GET', '/v1/alerts')).body.items
  expect(alert).toMatchObject({ because, subject: created.database.id })
  const muted = await ask('POST', `/v1/alerts/${alert.id}/mute`, { minutes: 5, because: 'we know' })
  expect(muted.body.muted).toMatchObject({ because: 'we know', by: ada.email })
  expect((await ask('DELETE', `/v1/alerts/${alert.id}/mute`)).body).toMatchObject({ muted: null, state: 'open' })
  await ask('POST', `/v1/alerts/${alert.id}/mute`, { minutes: 5, because: 'we know' })
  fill([])
  await expect.poll(async () => (await ask('GET', '/v1/alerts')).body.items, { timeout: 15_000 }).toEqual([])
  expect((await ask('GET', '/v1/alerts?state=closed')).body.items).toMatchObject([
    { closedBecause: 'its disk has room again' },
  ])
  await expect.poll(() => receiver.taken.at(-1)?.body.type, { timeout: 10_000 }).toBe('alert.closed')
  const heard = receiver.taken.map(({ body: it }) => it.data).toSorted((a, b) => a.version - b.version)
  expect(heard.map(({ view }) => view.muted?.because ?? null).slice(0, 4)).toEqual([null, 'we know', null, 'we know'])
  const refused = await ask('DELETE', `/v1/alerts/${alert.id}/mute`)
  expect([refused.status, refused.body.code]).toEqual([409, 'alert-closed'])
  expect(smtp.letters.length).toBe(1)
})

describe('a webhook', () => {
  it.each([
    ['http://10.0.0.1/', 'not an address of the public'],
    ['http://169.254.169.254/', 'not an address of the public'],
    ['http://[::1]:9/', '::1'],
    ['https://93.184.216.34/', 'belongs to this installation'],
    ['http://1.1.1.1/', 'needs https'],
    ['https://user:word@1.1.1.1/', 'name or password'],
    ['https://nobody.invalid/', 'has no address'],
  ])('to %s is refused', async (url, because) => {
    const { status, body } = await ask('POST', '/v1/webhooks', { url })
    expect([status, body.code, body.detail]).toEqual([422, 'address-refused', expect.stringContaining(because)])
  })

  it.each(['ftp://1.1.1.1/', 'nonsense', '', 'https://'])('to "%s" is no address', async (url) => {
    expect((await ask('POST', '/v1/webhooks', { url })).body.code).toBe('invalid-input')
  })

  it('tells how its test went, and no more than twenty are made', async () => {
    const { body } = await ask('POST', '/v1/webhooks', { url: receiver.url, events: ['token'] })
    expect(JSON.stringify((await ask('GET', '/v1/webhooks')).body)).not.toContain(body.secret)
    const { body: test } = await ask('POST', `/v1/webhooks/${body.webhook.id}/test`)
    const deliveries = async () => (await ask('GET', `/v1/webhooks/${body.webhook.id}/deliveries`)).body.items
    await expect.poll(deliveries, { timeout: 10_000 }).toMatchObject([{ id: test.id, state: 'delivered', status: 204 }])
    expect(receiver.taken.at(-1)?.body.type).toBe('webhook.test')
    const made = await Promise.all(Array.from({ length: 25 }, () => ask('POST', '/v1/webhooks', { url: receiver.url })))
    expect(made.filter(({ status }) => status === 201).length).toBe(18)
    expect(made.filter(({ body: it }) => it.code === 'quota-exceeded').length).toBe(7)
  })
})

it('an e-mail rule is for members only', async () => {
  const own = await ask('PUT', `/v1/alert-mail/${ada.personId}`, { leastSeverity: null })
  expect(own.body).toMatchObject({ email: ada.email, leastSeverity: null, isDefault: false })
  const stranger = await api.signUp()
  expect((await ask('PUT', `/v1/alert-mail/${stranger.personId}`, { leastSeverity: 'info' })).status).toBe(404)
  expect((await ask('GET', '/v1/alert-mail')).body.items.length).toBe(1)
})
