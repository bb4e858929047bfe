import { beforeAll, describe, expect, it } from 'vitest'
import { inStore } from '../harness/in-store.ts'
import { type Answer, type Person, useApi } from '../harness/use-api.ts'

const api = useApi((config) => ({ ...config, people: { ...config.people, signUp: 'invite' } }))
const password = 'correct horse battery'

let owner: Person
let names = 0
const newEmail = () => `guest-${++names}@holdfast.example`

const ask = (method: string, path: string, { token = owner.token, body }: { token?: string; body?: unknown } = {}) =>
  api.ask(method, path, { token, ...(body === undefined ? {} : { body }) })
const invite = (email: string, role = 'developer', token = owner.token) =>
  ask('POST', '/v1/invitations', { token, body: { email, role } })
const signUpBy = (value: string) => api.ask('POST', '/v1/invitations/sign-up', { body: { value, password } })

/** Somebody who came by invitation and belongs to the owner's organization alone. */
const newMember = async (role: string): Promise<{ id: string; email: string; token: string; cookie: string }> => {
  const email = newEmail()
  const { status, body, headers } = await signUpBy((await invite(email, role)).body.value)
  expect([status, body.code ?? '']).toEqual([201, ''])
  const cookie = headers.getSetCookie()[0]?.split(';')[0] ?? ''
  return { id: body.person.id, email, token: body.accessToken, cookie }
}
const codeOf = ({ status, body }: Answer) => [status, body?.code]

beforeAll(async () => {
  owner = await api.signUp()
})

describe('an invitation', () => {
  it('lets somebody without an account in, though sign-up is closed to the uninvited', async () => {
    const email = newEmail()
    expect(codeOf(await api.ask('POST', '/v1/sign-up', { body: { email, password } }))).toEqual([403, 'sign-up-closed'])
    const made = await invite(email.toUpperCase(), 'viewer')
    expect(made.body.url).toBe(`http://console.holdfast.example/invitation#${made.body.value}`)
    const offer = await api.ask('POST', '/v1/invitations/open', { body: { value: made.body.value } })
    expect(offer.body).toMatchObject({ email, role: 'viewer', invitedBy: owner.email, needsAccount: true })
    const { body, headers } = await signUpBy(made.body.value)
    expect(body.person.memberships).toEqual([expect.objectContaining({ role: 'viewer' })])
    expect(headers.getSetCookie()[0]).toContain('holdfast_refresh=')
    expect((await ask('GET', '/v1/databases', { token: body.accessToken })).status).toBe(200)
  })

  it('is good once, however many use it at the same moment', async () => {
    const { value } = (await invite(newEmail())).body
    const answers = await Promise.all([signUpBy(value), signUpBy(value), signUpBy(value)])
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    const late = await api.ask('POST', '/v1/invitations/open', { body: { value } })
    expect(codeOf(late)).toEqual([403, 'invitation-refused'])
    expect(late.body.detail).toContain('was used already')
  })

  it('ends after seven days, when it is revoked, and when a newer link takes its place', async () => {
    const refusal = async (value: string) => (await signUpBy(value)).body.detail
    const old = (await invite(newEmail())).body
    const [row] = await inStore(
      api.store.ownerUrl,
      'SELECT extract(epoch FROM expires_at - created_at)::float8 / 86400 AS days FROM invitation WHERE id = $1',
      [old.invitation.id],
    )
    expect(row?.days).toBeCloseTo(7, 3)
    await inStore(api.store.ownerUrl, "UPDATE invitation SET expires_at = now() - interval '1 second' WHERE id = $1", [
      old.invitation.id,
    ])
    expect(await refusal(old.value)).toContain('ended on')
    const again = await ask('POST', `/v1/invitations/${old.invitation.id}/resend`)
    expect(await refusal(old.value)).toContain('not known')
    expect((await signUpBy(again.body.value)).status).toBe(201)

    const revoked = (await invite(newEmail())).body
    expect((await ask('DELETE', `/v1/invitations/${revoked.invitation.id}`)).status).toBe(204)
    expect(await refusal(revoked.value)).toContain('was revoked')
    expect(await refusal('hf_invite_nonsense')).toContain('not known')
  })

  it('is not made for oneself, a member, or somebody who holds one', async () => {
    const email = newEmail()
    expect(codeOf(await invite(owner.email))).toEqual([409, 'already-member'])
    expect((await invite(email)).status).toBe(201)
    expect(codeOf(await invite(email))).toEqual([409, 'already-invited'])
    const { body } = await ask('GET', '/v1/invitations')
    expect(body.items.filter((it: { email: string }) => it.email === email)).toHaveLength(1)
    expect(JSON.stringify(body)).not.toContain('hf_invite_')
  })

  it('is for the person it names, and needs a session', async () => {
    const one = await newMember('admin')
    const two = await newMember('viewer')
    const made = await ask('POST', '/v1/organizations', { body: { name: 'second' } })
    expect(made.status).toBe(400)
    const { value } = (await invite(newEmail())).body
    const accept = (token: string) => ask('POST', '/v1/invitations/accept', { token, body: { value } })
    expect(codeOf(await accept(two.token))).toEqual([403, 'invitation-for-another'])
    const { body: pat } = await ask('POST', '/v1/tokens', { token: one.token, body: { name: 'ci' } })
    expect(codeOf(await accept(pat.value))).toEqual([403, 'session-needed'])
  })

  it('is worth nothing once whoever made it may no longer invite', async () => {
    const admin = await newMember('admin')
    const { value } = (await invite(newEmail(), 'viewer', admin.token)).body
    await ask('PATCH', `/v1/members/${admin.id}`, { body: { role: 'viewer' } })
    expect((await signUpBy(value)).body.detail).toContain('may no longer invite')
  })
})

describe('an admin', () => {
  it('neither makes, changes nor removes owners, nor resets their passwords', async () => {
    const admin = await newMember('admin')
    const viewer = await newMember('viewer')
    const { token } = admin
    const refused = [
      await invite(newEmail(), 'owner', token),
      await ask('PATCH', `/v1/members/${viewer.id}`, { token, body: { role: 'owner' } }),
      await ask('PATCH', `/v1/members/${admin.id}`, { token, body: { role: 'owner' } }),
      await ask('PATCH', `/v1/members/${owner.personId}`, { token, body: { role: 'viewer' } }),
      await ask('DELETE', `/v1/members/${owner.personId}`, { token }),
      await ask('POST', `/v1/organizations/${owner.organizationId}/transfer`, { token, body: { personId: admin.id } }),
    ]
    for (const answer of refused) expect(codeOf(answer)).toEqual([403, 'permission-missing'])
    const reset = await ask('POST', `/v1/members/${owner.personId}/password-reset`, { token })
    expect(codeOf(reset)).toEqual([403, 'password-not-yours-to-reset'])
    expect((await ask('PATCH', `/v1/members/${viewer.id}`, { token, body: { role: 'developer' } })).status).toBe(200)
  })
})

describe('nobody', () => {
  it('gets a link to their own password, which somebody at their open browser does not know', async () => {
    const admin = await newMember('admin')
    const own = await ask('POST', `/v1/members/${admin.id}/password-reset`, { token: admin.token })
    expect(codeOf(own)).toEqual([403, 'password-not-yours-to-reset'])
    const operators = await ask('POST', `/v1/people/${owner.personId}/password-reset`)
    expect(codeOf(operators)).toEqual([403, 'password-not-yours-to-reset'])
  })
})

it('whoever has just come into an organization is known there at once, before any replica is told', async () => {
  const { id, token } = await newMember('viewer')
  const other = `or_${'0'.repeat(17)}new`
  expect((await ask('GET', '/v1/whoami', { token })).status).toBe(200)
  for (const sql of [
    `INSERT INTO organization SELECT (jsonb_populate_record(o, jsonb_build_object('id', $2::text))).* FROM organization o WHERE o.id = $1 AND $3 <> ''`,
    `INSERT INTO member SELECT (jsonb_populate_record(m, jsonb_build_object('organization_id', $2::text))).*
     FROM member m WHERE m.organization_id = $1 AND m.person_id = $3`,
  ])
    await inStore(api.store.ownerUrl, sql, [owner.organizationId, other, id])
  const headers = { 'holdfast-organization': other }
  expect((await api.ask('GET', '/v1/databases', { token, headers })).status).toBe(200)
})

it('an organization is made by operators only where sign-up is by invitation', async () => {
  const make = (token: string) => {
    const headers = { 'idempotency-key': crypto.randomUUID() }
    return api.ask('POST', '/v1/organizations', { token, headers, body: { name: 'one more' } })
  }
  expect(codeOf(await make((await newMember('admin')).token))).toEqual([403, 'sign-up-closed'])
  expect((await make(owner.token)).status).toBe(201)
})

describe('a token', () => {
  it('gives nobody more than it has, be it by an invitation, a role or a password', async () => {
    const viewer = await newMember('viewer')
    const developer = await newMember('developer')
    const scopes = ['organization:read', 'organization:manage', 'database:read', 'operation:read', 'host:read']
    const { value: token } = (await ask('POST', '/v1/tokens', { body: { name: 'people', scopes } })).body
    const open = (await invite(newEmail(), 'admin')).body.invitation
    const refused = [
      await invite(newEmail(), 'admin', token),
      await ask('POST', `/v1/invitations/${open.id}/resend`, { token }),
      await ask('PATCH', `/v1/members/${viewer.id}`, { token, body: { role: 'developer' } }),
    ]
    for (const answer of refused) expect(codeOf(answer)).toEqual([403, 'permission-missing'])
    const reset = (id: string) => ask('POST', `/v1/members/${id}/password-reset`, { token })
    expect(codeOf(await reset(developer.id))).toEqual([403, 'password-not-yours-to-reset'])
    expect((await reset(viewer.id)).status).toBe(201)
    expect((await invite(newEmail(), 'viewer', token)).status).toBe(201)
    expect((await ask('PATCH', `/v1/members/${developer.id}`, { token, body: { role: 'viewer' } })).status).toBe(200)
    expect((await ask('DELETE', `/v1/members/${developer.id}`, { token })).status).toBe(204)
  })

  it('of every scope gets no link to the password of whoever made it', async () => {
    const admin = await newMember('admin')
    const { value: token } = (await ask('POST', '/v1/tokens', { token: admin.token, body: { name: 'ci' } })).body
    const reset = await ask('POST', `/v1/members/${admin.id}/password-reset`, { token })
    expect(codeOf(reset)).toEqual([403, 'password-not-yours-to-reset'])
  })
})

describe('the last owner', () => {
  it('stays, whichever way they try to go', async () => {
    const answers = [
      await ask('DELETE', `/v1/organizations/${owner.organizationId}/membership`),
      await ask('DELETE', `/v1/members/${owner.personId}`),
      await ask('PATCH', `/v1/members/${owner.personId}`, { body: { role: 'admin' } }),
    ]
    for (const answer of answers) expect(codeOf(answer)).toEqual([409, 'last-owner'])
  })

  it('is still there when two owners leave at the same moment', async () => {
    const second = await newMember('owner')
    const path = `/v1/organizations/${owner.organizationId}/membership`
    const answers = await Promise.all([
      ask('DELETE', path, { token: second.token }),
      ask('PATCH', `/v1/members/${owner.personId}`, { body: { role: 'admin' } }),
    ])
    expect(answers.map(({ status }) => status < 300)).toContain(false)
    const owners = await inStore(
      api.store.ownerUrl,
      "SELECT person_id FROM member WHERE organization_id = $1 AND role = 'owner'",
      [owner.organizationId],
    )
    expect(owners).toHaveLength(1)
    if (owners[0]?.person_id === second.id)
      await ask('POST', `/v1/organizations/${owner.organizationId}/transfer`, {
        token: second.token,
        body: { personId: owner.personId },
      })
  })

  it('may hand the organization over, and is admin afterwards', async () => {
    const heir = await newMember('developer')
    const path = `/v1/organizations/${owner.organizationId}/transfer`
    const given = await ask('POST', path, { body: { personId: heir.id } })
    expect([given.status, given.body.role]).toEqual([200, 'owner'])
    await expect
      .poll(async () => codeOf(await ask('POST', path, { body: { personId: heir.id } })))
      .toEqual([403, 'permission-missing'])
    expect((await ask('POST', path, { token: heir.token, body: { personId: owner.personId } })).status).toBe(200)
  })
})

describe('a member who is removed', () => {
  it('is refused within a second, with every token they made', async () => {
    const admin = await newMember('admin')
    const { body: pat } = await ask('POST', '/v1/tokens', { token: admin.token, body: { name: 'ci' } })
    const replica = await api.startReplica()
    const list = (token: string) =>
      fetch(`${replica.address}/v1/databases`, { headers: { authorization: `Bearer ${token}` } })
    expect([(await list(admin.token)).status, (await list(pat.value)).status]).toEqual([200, 200])
    expect((await ask('DELETE', `/v1/members/${admin.id}`)).status).toBe(204)
    await new Promise((resolve) => setTimeout(resolve, 950))
    expect([(await list(admin.token)).status, (await list(pat.value)).status]).toEqual([403, 401])
  })

  it('hears nothing more on a stream that was open', async () => {
    const viewer = await newMember('viewer')
    const { body } = await fetch(`${api.url}/v1/events`, { headers: { authorization: `Bearer ${viewer.token}` } })
    const reader = body?.getReader()
    await reader?.read()
    await ask('DELETE', `/v1/members/${viewer.id}`)
    const rest = async () => {
      for (let last = await reader?.read(); last && !last.done; last = await reader?.read());
      return 'ended'
    }
    expect(await Promise.race([rest(), new Promise((resolve) => setTimeout(() => resolve('open'), 3000))])).toBe(
      'ended',
    )
  })
})

it('every member may have a token of their own, with no more than their role gives', async () => {
  const developer = await newMember('developer')
  const make = (body: object) => ask('POST', '/v1/account/tokens', { token: developer.token, body })
  expect(codeOf(await make({ name: 'greedy', scopes: ['database:delete'] }))).toEqual([403, 'permission-missing'])
  const { body } = await make({ name: 'laptop' })
  expect(body.token.scopes).not.toContain('token:manage')
  expect((await ask('GET', '/v1/databases', { token: body.value })).status).toBe(200)
  const foreign = await ask('POST', '/v1/tokens', { body: { name: 'the owner’s' } })
  const path = `/v1/account/tokens/${foreign.body.token.id}`
  expect(codeOf(await ask('DELETE', path, { token: developer.token }))).toEqual([404, 'not-found'])
})

it('a token loses what its maker loses', async () => {
  const admin = await newMember('admin')
  const { body: pat } = await ask('POST', '/v1/tokens', { token: admin.token, body: { name: 'ci' } })
  await ask('PATCH', `/v1/members/${admin.id}`, { body: { role: 'auditor' } })
  await expect
    .poll(async () => (await ask('GET', '/v1/whoami', { token: pat.value })).body.permissions)
    .toEqual(['audit:read'])
})

it('a stream tells only what its reader may read', async () => {
  const { body: pat } = await ask('POST', '/v1/tokens', { body: { name: 'eye', scopes: ['organization:read'] } })
  const ending = new AbortController()
  const { body } = await fetch(`${api.url}/v1/events`, {
    headers: { authorization: `Bearer ${pat.value}`, 'last-event-id': '0' },
    signal: ending.signal,
  })
  let text = ''
  const reading = (async () => {
    for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) text += chunk
  })().catch(() => undefined)
  await ask('PATCH', `/v1/organizations/${owner.organizationId}`, { body: { name: 'a new name' } })
  await expect.poll(() => text, { timeout: 5000 }).toContain('a new name')
  ending.abort()
  await reading
  expect(text).toContain('"topic":"member"')
  expect(text).not.toContain('"topic":"token"')
})
