import { afterAll, beforeAll, expect, it } from 'vitest'
import { Secret } from '../../src/platform/secret.ts'
import { inStore } from '../harness/in-store.ts'
import { type SmtpPeer, startSmtpPeer } from '../harness/smtp-peer.ts'
import { type Person, useApi } from '../harness/use-api.ts'

let smtp: SmtpPeer
let owner: Person
const password = 'correct horse battery'

const api = useApi(async (config) => {
  smtp = await startSmtpPeer()
  const mail = { url: new Secret(`smtp://127.0.0.1:${smtp.port}`), from: 'platform@holdfast.example' }
  return { ...config, mail }
})
beforeAll(async () => {
  owner = await api.signUp()
})
afterAll(() => smtp.close())

/** The secret in the letter to somebody, read as their mail program would. */
const mailedTo = async (email: string): Promise<string> => {
  const letters = () => smtp.letters.filter(({ to }) => to.includes(email))
  await expect.poll(() => letters().length, { timeout: 10_000 }).toBe(1)
  const text =
    letters()[0]
      ?.text.replaceAll(/=\r?\n/g, '')
      .replaceAll('=3D', '=') ?? ''
  return /#(hf_\w+)/.exec(text)?.[1] ?? ''
}

it('an invitation is mailed, and still given to the inviter', async () => {
  const body = { email: 'grace@holdfast.example', role: 'viewer' }
  const made = await api.ask('POST', '/v1/invitations', { token: owner.token, body })
  expect(made.body.isMailed).toBe(true)
  const value = await mailedTo(body.email)
  expect(value).toBe(made.body.value)
  const joined = await api.ask('POST', '/v1/invitations/sign-up', { body: { value, password } })
  expect(joined.status).toBe(201)
})

it('a reset that an admin starts reaches the member alone', async () => {
  const body = { email: 'joan@holdfast.example', role: 'viewer' }
  const { value } = (await api.ask('POST', '/v1/invitations', { token: owner.token, body })).body
  const { person } = (await api.ask('POST', '/v1/invitations/sign-up', { body: { value, password } })).body
  await mailedTo(body.email)
  const offer = await api.ask('POST', `/v1/members/${person.id}/password-reset`, { token: owner.token })
  expect(offer.body).toMatchObject({ email: body.email, isMailed: true, value: null, url: null })
})

it('whoever forgot their password gets one letter; somebody unknown gets the same answer', async () => {
  expect((await api.ask('GET', '/v1/installation')).body.sendsMail).toBe(true)
  const ada = await api.signUp()
  const ask = (email: string) => api.ask('POST', '/v1/password-resets/ask', { body: { email } })
  const answers = [await ask(ada.email), await ask(ada.email), await ask('nobody@holdfast.example')]
  expect(answers.map(({ status, body }) => [status, body])).toEqual([
    [204, ''],
    [204, ''],
    [204, ''],
  ])
  const value = await mailedTo(ada.email)
  const fresh = 'a much better long one'
  expect((await api.ask('POST', '/v1/password-resets', { body: { value, password: fresh } })).status).toBe(204)
  const signedIn = await api.ask('POST', '/v1/sessions', { body: { email: ada.email, password: fresh } })
  expect(signedIn.status).toBe(201)
  const { accessToken: token } = signedIn.body
  expect((await api.ask('DELETE', '/v1/account', { token, body: { password: fresh } })).status).toBe(204)
  expect(await inStore(api.store.ownerUrl, 'SELECT 1 FROM mail WHERE recipient = $1', [ada.email])).toEqual([])
  expect(smtp.letters.filter(({ to }) => to.includes('nobody@holdfast.example'))).toEqual([])
})

it('nobody is sent more than five letters an hour, from whatever organization', async () => {
  const others = [owner, await api.signUp()]
  const body = { email: 'target@holdfast.example', role: 'viewer' }
  const statuses: number[] = []
  for (const { token } of others) {
    const made = await api.ask('POST', '/v1/invitations', { token, body })
    statuses.push(made.status)
    for (let n = 0; n < 2; n++)
      statuses.push((await api.ask('POST', `/v1/invitations/${made.body.invitation.id}/resend`, { token })).status)
  }
  expect(statuses.slice(0, 5).every((status) => status < 300)).toBe(true)
  expect(statuses[5]).toBe(429)
})
