import { contract } from '@holdfast/shared/contract/contract'
import type { Route } from '@holdfast/shared/contract/define-route'
import { newId } from '@holdfast/shared/ids'
import { GiB } from '@holdfast/shared/units'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installationOrganization } from '../../src/audit/record-audit.ts'
import { plainRoutes } from '../../src/http/plain-routes.ts'
import { Secret } from '../../src/platform/secret.ts'
import { accessCalls } from '../harness/access-calls.ts'
import { inStore } from '../harness/in-store.ts'
import { useMetricsStore } from '../harness/metrics-store.ts'
import { bodyFor } from '../harness/route-bodies.ts'
import { type Answer, type AskOptions, type Person, useApi } from '../harness/use-api.ts'

const metricsStore = useMetricsStore()
/** A mail server that never answers: what is on its way is not what is asked here. */
const api = useApi(async (config) => ({
  ...config,
  metrics: await metricsStore.place(),
  mail: { url: new Secret('smtp://127.0.0.1:9'), from: 'platform@holdfast.example' },
}))
const routes: [string, Route][] = Object.entries(contract).flatMap(([noun, group]) =>
  Object.entries(group).map(([verb, route]): [string, Route] => [`${noun}.${verb}`, route]),
)
const key = () => ({ 'idempotency-key': crypto.randomUUID() })
const anyVersion = { 'if-match': '*' }
const limits = { databases: 99, cpus: 99, memoryBytes: 90 * GiB, storageBytes: 900 * GiB }

let operator: Person
let operationId = ''
let names = 0

const ask = (method: string, path: string, options: AskOptions = {}) =>
  api.ask(method, path, { token: operator.token, ...options })

const ended = async (id: string): Promise<void> => {
  for (let attempt = 0; attempt < 400; attempt++) {
    const { body } = await ask('GET', `/v1/operations/${id}`)
    if (body.state !== 'running') return expect([body.kind, body.state]).toEqual([body.kind, 'succeeded'])
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`${id} did not end`)
}

/** A database that runs; its name. */
const aDatabase = async (): Promise<string> => {
  const name = `orders-${++names}`
  const { body } = await ask('POST', '/v1/databases', {
    body: { name, size: 'micro', storageBytes: GiB },
    headers: key(),
  })
  operationId = body.operation.id
  await ended(operationId)
  return name
}
const aDeletedDatabase = async (): Promise<string> => {
  const name = await aDatabase()
  const { body } = await ask('DELETE', `/v1/databases/${name}`, { headers: anyVersion })
  await ended(body.operation.id)
  return body.database.id
}

/** An invitation to the organization of whoever asks. */
const anInvitation = async (email: string, token = operator.token): Promise<{ id: string; value: string }> => {
  const { body } = await api.ask('POST', '/v1/invitations', { token, body: { email, role: 'developer' } })
  return { id: body.invitation.id, value: body.value }
}
/** Somebody with an organization of their own who is a member here too. */
const aMember = async (token = operator.token): Promise<Person> => {
  const person = await api.signUp()
  const { value } = await anInvitation(person.email, token)
  await api.ask('POST', '/v1/invitations/accept', { token: person.token, body: { value } })
  return person
}

/** Path of a webhook that nobody answers. */
const aWebhook = async (): Promise<string> => {
  const body = { url: 'http://127.0.0.1:9/', events: ['token'] }
  return `/v1/webhooks/${(await ask('POST', '/v1/webhooks', { body, headers: key() })).body.webhook.id}`
}
const mute = { minutes: 60, because: 'we know' }
const anAlert = async (organizationId: string): Promise<string> => {
  const id = newId('al')
  await inStore(
    api.store.ownerUrl,
    "INSERT INTO alert VALUES ($1, $2, 'webhook-failing', $1, 'a test', 'warning', 'of a test', now())",
    [id, organizationId],
  )
  return id
}

/** How each route is called so that it succeeds. A route that is missing here does not pass. */
const calls: Record<string, () => Promise<Answer>> = {
  'people.installation': () => api.ask('GET', '/v1/installation'),
  'people.signUp': () =>
    api.ask('POST', '/v1/sign-up', { body: { email: 'new@holdfast.example', password: 'correct horse battery' } }),
  'people.signIn': () =>
    api.ask('POST', '/v1/sessions', { body: { email: operator.email, password: operator.password } }),
  'people.refresh': async () =>
    api.ask('POST', '/v1/sessions/refresh', { headers: { cookie: (await api.signUp()).cookie } }),
  'people.signOut': async () => api.ask('DELETE', '/v1/sessions/current', { token: (await api.signUp()).token }),
  'people.whoami': () => ask('GET', '/v1/whoami'),
  'account.listSessions': () => ask('GET', '/v1/sessions'),
  'account.endSession': async () => {
    const { token } = await api.signUp()
    const { body } = await api.ask('GET', '/v1/sessions', { token })
    return api.ask('DELETE', `/v1/sessions/${body.items[0].id}`, { token })
  },
  'account.endOtherSessions': async () => {
    const { email, password, token } = await api.signUp()
    await api.ask('POST', '/v1/sessions', { body: { email, password } })
    return api.ask('DELETE', '/v1/sessions', { token })
  },
  'account.listTokens': () => ask('GET', '/v1/account/tokens'),
  'account.createToken': () => ask('POST', '/v1/account/tokens', { body: { name: 'laptop' } }),
  'account.revokeToken': async () => {
    const { body } = await ask('POST', '/v1/account/tokens', { body: { name: 'lost' } })
    return ask('DELETE', `/v1/account/tokens/${body.token.id}`)
  },
  'account.prove': () => ask('POST', '/v1/sessions/current/proof', { body: { password: operator.password } }),
  'account.changePassword': async () => {
    const { token, password } = await api.signUp()
    return api.ask('PUT', '/v1/account/password', { token, body: { current: password, password: 'a better long one' } })
  },
  'account.askPasswordReset': async () =>
    api.ask('POST', '/v1/password-resets/ask', { body: { email: (await api.signUp()).email } }),
  'account.resetPassword': async () => {
    const { personId } = await api.signUp()
    const { body } = await ask('POST', `/v1/people/${personId}/password-reset`)
    return api.ask('POST', '/v1/password-resets', { body: { value: body.value, password: 'a better long one' } })
  },
  'account.export': () => ask('GET', '/v1/account/export'),
  'account.remove': async () => {
    const { token, password } = await api.signUp()
    return api.ask('DELETE', '/v1/account', { token, body: { password } })
  },
  'members.list': () => ask('GET', '/v1/members'),
  'members.setRole': async () =>
    ask('PATCH', `/v1/members/${(await aMember()).personId}`, { body: { role: 'viewer' } }),
  'members.remove': async () => ask('DELETE', `/v1/members/${(await aMember()).personId}`),
  'members.offerPasswordReset': async () => {
    const { value } = await anInvitation('only-here@holdfast.example')
    const body = { value, password: 'correct horse battery' }
    const { body: session } = await api.ask('POST', '/v1/invitations/sign-up', { body })
    return ask('POST', `/v1/members/${session.person.id}/password-reset`)
  },
  'members.leave': async () => {
    const { token } = await aMember()
    return api.ask('DELETE', `/v1/organizations/${operator.organizationId}/membership`, { token })
  },
  'members.rename': () => ask('PATCH', `/v1/organizations/${operator.organizationId}`, { body: { name: 'renamed' } }),
  'members.transfer': async () => {
    const { organizationId, token } = await api.signUp()
    const { personId } = await aMember(token)
    return api.ask('POST', `/v1/organizations/${organizationId}/transfer`, { token, body: { personId } })
  },
  'invitations.list': () => ask('GET', '/v1/invitations'),
  'invitations.create': () => ask('POST', '/v1/invitations', { body: { email: 'guest@holdfast.example' } }),
  'invitations.resend': async () => ask('POST', `/v1/invitations/${(await anInvitation('again@x.example')).id}/resend`),
  'invitations.revoke': async () => ask('DELETE', `/v1/invitations/${(await anInvitation('never@x.example')).id}`),
  'invitations.open': async () => {
    const { value } = await anInvitation('curious@x.example')
    return api.ask('POST', '/v1/invitations/open', { body: { value } })
  },
  'invitations.accept': async () => {
    const { email, token } = await api.signUp()
    const { value } = await anInvitation(email)
    return api.ask('POST', '/v1/invitations/accept', { token, body: { value } })
  },
  'invitations.signUp': async () => {
    const { value } = await anInvitation('fresh@x.example')
    return api.ask('POST', '/v1/invitations/sign-up', { body: { value, password: 'correct horse battery' } })
  },
  'operators.listPeople': () => ask('GET', '/v1/people'),
  'operators.setOperator': async () =>
    ask('PUT', `/v1/people/${(await api.signUp()).personId}/operator`, { body: { isOperator: true } }),
  'operators.offerPasswordReset': async () => ask('POST', `/v1/people/${(await api.signUp()).personId}/password-reset`),
  'operators.listOrganizations': () => ask('GET', '/v1/installation/organizations'),
  'organizations.list': () => ask('GET', '/v1/organizations?limit=1'),
  'organizations.create': () => ask('POST', '/v1/organizations', { body: { name: 'second' }, headers: key() }),
  'organizations.quota': () => ask('GET', '/v1/quota'),
  'organizations.setQuota': () => ask('PUT', `/v1/organizations/${operator.organizationId}/quota`, { body: limits }),
  'organizations.listTokens': () => ask('GET', '/v1/tokens'),
  'organizations.createToken': () => ask('POST', '/v1/tokens', { body: { name: 'ci' } }),
  'organizations.revokeToken': async () => {
    const { body } = await ask('POST', '/v1/tokens', { body: { name: 'short-lived' } })
    return ask('DELETE', `/v1/tokens/${body.token.id}`)
  },
  'databases.create': async () => {
    const body = { name: `orders-${++names}`, size: 'micro', storageBytes: GiB }
    const created = await ask('POST', '/v1/databases', { body, headers: key() })
    await ended(created.body.operation.id)
    return created
  },
  'databases.list': () => ask('GET', '/v1/databases'),
  'databases.show': async () => ask('GET', `/v1/databases/${await aDatabase()}`),
  'databases.connection': async () => ask('GET', `/v1/databases/${await aDatabase()}/connection`),
  'databases.reveal': async () => ask('POST', `/v1/databases/${await aDatabase()}/connection/reveal`),
  'databases.change': async () =>
    ask('PATCH', `/v1/databases/${await aDatabase()}`, { body: { labels: { team: 'blue' } }, headers: anyVersion }),
  'databases.protect': async () =>
    ask('PUT', `/v1/databases/${await aDatabase()}/protection`, { body: { isProtected: true }, headers: anyVersion }),
  'databases.restart': async () => {
    const path = `/v1/databases/${await aDatabase()}/restart`
    return ask('POST', path, { headers: { ...key(), ...anyVersion } })
  },
  'databases.resize': async () => {
    const path = `/v1/databases/${await aDatabase()}/resize`
    return ask('POST', path, { body: { storageBytes: 2 * GiB }, headers: { ...key(), ...anyVersion } })
  },
  'databases.planResize': async () =>
    ask('GET', `/v1/databases/${await aDatabase()}/resize-plan?storageBytes=${2 * GiB}`),
  'databases.remove': async () => ask('DELETE', `/v1/databases/${await aDatabase()}`, { headers: anyVersion }),
  'databases.undelete': async () =>
    ask('POST', `/v1/databases/${await aDeletedDatabase()}/undelete`, { headers: key() }),
  ...accessCalls({ ask, aDatabase, ended }),
  'metrics.catalogue': () => ask('GET', '/v1/metrics'),
  'metrics.ofDatabase': async () => {
    const { body } = await ask('GET', '/v1/databases')
    return ask('GET', `/v1/databases/${body.items[0].id}/metrics?names=cpu`)
  },
  'metrics.ofHost': async () => {
    const { body } = await ask('GET', '/v1/hosts')
    return ask('GET', `/v1/hosts/${body.items[0].name}/metrics?names=host-cpu`)
  },
  'operations.list': () => ask('GET', '/v1/operations'),
  'operations.show': () => ask('GET', `/v1/operations/${operationId}`),
  'operations.cancel': async () => {
    for (const peer of peers) peer.onDesired = undefined
    const body = { name: `orders-${++names}`, size: 'micro', storageBytes: GiB }
    const created = await ask('POST', '/v1/databases', { body, headers: key() })
    return ask('POST', `/v1/operations/${created.body.operation.id}/cancel`)
  },
  'platform.engines': () => ask('GET', '/v1/engines'),
  'platform.releases': () => ask('GET', '/v1/releases'),
  'platform.sizes': () => ask('GET', '/v1/sizes'),
  'platform.hosts': () => ask('GET', '/v1/hosts'),
  'platform.host': async () => {
    const { body } = await ask('GET', '/v1/hosts')
    return ask('GET', `/v1/hosts/${body.items[0].name}`)
  },
  'platform.labelHost': async () => {
    const { body } = await ask('GET', '/v1/hosts')
    return ask('PATCH', `/v1/hosts/${body.items[0].id}`, { body: { labels: { rack: '7', gone: null } } })
  },
  'platform.removeHost': async () => {
    const { identity } = await api.joinHost()
    return ask('DELETE', `/v1/hosts/${identity.hostId}`, { body: {} })
  },
  'platform.createJoinToken': () => ask('POST', '/v1/hosts/join-tokens', { body: {} }),
  'alerts.list': () => ask('GET', '/v1/alerts'),
  'alerts.listOfInstallation': () => ask('GET', '/v1/installation/alerts?state=closed'),
  'alerts.mute': async () => ask('POST', `/v1/alerts/${await anAlert(operator.organizationId)}/mute`, { body: mute }),
  'alerts.muteOfInstallation': async () =>
    ask('POST', `/v1/installation/alerts/${await anAlert(installationOrganization)}/mute`, { body: mute }),
  'alerts.unmute': async () => ask('DELETE', `/v1/alerts/${await anAlert(operator.organizationId)}/mute`),
  'alerts.unmuteOfInstallation': async () =>
    ask('DELETE', `/v1/installation/alerts/${await anAlert(installationOrganization)}/mute`),
  'alerts.mailRules': () => ask('GET', '/v1/alert-mail'),
  'alerts.setMailRule': () =>
    ask('PUT', `/v1/alert-mail/${operator.personId}`, { body: { leastSeverity: 'critical' } }),
  'webhooks.list': () => ask('GET', '/v1/webhooks'),
  'webhooks.create': () => ask('POST', '/v1/webhooks', { body: { url: 'http://127.0.0.1:9/' }, headers: key() }),
  'webhooks.remove': async () => ask('DELETE', await aWebhook()),
  'webhooks.enable': async () => ask('POST', `${await aWebhook()}/enable`),
  'webhooks.test': async () => ask('POST', `${await aWebhook()}/test`),
  'webhooks.deliveries': async () => ask('GET', `${await aWebhook()}/deliveries`),
  'webhooks.sendAgain': async () => {
    const path = await aWebhook()
    const { body } = await ask('POST', `${path}/test`)
    return ask('POST', `${path}/deliveries/${body.id}/send-again`)
  },
  'platform.auditEvents': () => ask('GET', '/v1/audit-events'),
}
const peers: Awaited<ReturnType<typeof api.joinHost>>[] = []

beforeAll(async () => {
  operator = await api.signUp()
  peers.push(await api.joinHost())
  await ask('PUT', `/v1/organizations/${operator.organizationId}/quota`, {
    body: { ...limits, databases: 100, cpus: 100 },
  })
})
/** What OpenAPI promises is what was called: nothing is documented that no test has reached. */
afterAll(async () => {
  const { body } = await api.ask('GET', '/openapi.json')
  const documented = Object.entries<object>(body.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/{(\w+)}/g, ':$1')}`),
  )
  const called = new Set(api.answered.map(({ method, route }) => `${method} ${route}`))
  expect(documented.filter((route) => !called.has(route))).toEqual([])
  expect(documented.length).toBe(routes.length + Object.keys(plainRoutes).length)
})

/** Tables whose rows a change may touch; a row's xmin names the transaction that wrote it. */
const changedIn = async (transaction: unknown): Promise<number> => {
  const tables = await inStore(
    api.store.ownerUrl,
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ('audit_event', '_prisma_migrations')",
  )
  const union = tables.map(({ tablename }) => `SELECT xmin FROM "${tablename}"`).join(' UNION ALL ')
  const [row] = await inStore(
    api.store.ownerUrl,
    `SELECT count(*)::int AS rows FROM (${union}) t WHERE xmin::text = $1`,
    [transaction],
  )
  return Number(row?.rows)
}

describe('each route beside the contract', () => {
  it.each([
    ['/healthz', 'application/json', /"connected":1/],
    ['/readyz', 'application/json', /"store":true,"migrations":true,"runner":true,"sequencer":true/],
    ['/v1/ca.pem', 'application/x-pem-file', /BEGIN CERTIFICATE/],
    ['/metrics', 'text/plain', /holdfast_http_request_duration_seconds_bucket{.*route="\/v1\/sign-up".*}/],
    ['/problems', 'text/html', /name-taken/],
    ['/problems/name-taken', 'text/html', /Choose another name/],
    ['/docs/', 'text/html', /openapi\.json/],
    ['/docs/js/scalar.js', 'application/javascript', /./],
  ])('%s answers', async (path, type, content) => {
    const { status, headers, body } = await api.ask('GET', path)
    expect(status).toBe(200)
    expect(headers.get('content-type')).toContain(type)
    expect(typeof body === 'string' ? body : JSON.stringify(body)).toMatch(content)
  })

  it('/metrics is for operators when somebody says who they are', async () => {
    const { token } = await api.signUp()
    expect((await api.ask('GET', '/metrics', { token })).status).toBe(403)
    expect((await ask('GET', '/metrics')).status).toBe(200)
  })

  it('/v1/events streams', async () => {
    const ending = new AbortController()
    const response = await fetch(`${api.url}/v1/events`, {
      headers: { authorization: `Bearer ${operator.token}` },
      signal: ending.signal,
    })
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8'])
    ending.abort()
    await expect.poll(() => api.answered.some(({ route }) => route === '/v1/events')).toBe(true)
  })
})

/** Revealing changes nothing but the trail, removing leaves nothing, and a delivery is carried out at once, by others. */
const leavesNoRow = new Set([
  'databases.reveal',
  'access.revealRole',
  'webhooks.remove',
  'webhooks.test',
  'webhooks.sendAgain',
])

describe('each route of the contract', () => {
  it.each(routes)('%s answers as promised', async (id, route) => {
    const call = calls[id]
    if (!call) throw new Error(`no call is known for ${id}: add one`)
    const { status, headers, body } = await call()
    expect([status, body.code ?? '']).toEqual([route.status ?? (route.reply ? 200 : 204), ''])
    expect(headers.get('cache-control')).toBe('no-store')
    if (route.method === 'GET') return

    const events = await inStore(
      api.store.ownerUrl,
      'SELECT xmin::text AS transaction, action, actor, subject FROM audit_event WHERE request_id = $1',
      [headers.get('x-request-id')],
    )
    expect(events.map(({ action }) => action)).toEqual([route.audit])
    expect(events[0]?.actor).not.toMatchObject({ kind: 'system' })
    if (!leavesNoRow.has(id)) expect(await changedIn(events[0]?.transaction)).toBeGreaterThan(0)
  })

  it.each(routes.filter(([, { access }]) => access !== 'public'))('%s asks who speaks', async (_, route) => {
    const path = route.path.replaceAll(/:\w+/g, 'x')
    const { status, body } = await api.ask(route.method, path, route.method === 'GET' ? {} : { body: {} })
    expect([status, body.code]).toEqual([401, 'not-signed-in'])
  })

  it.each(routes.filter(([, { idempotent }]) => idempotent))('%s asks for an idempotency key', async (_, route) => {
    const path = route.path.replaceAll(/:\w+/g, 'x')
    const options = { token: operator.token, headers: anyVersion, body: bodyFor(route) }
    const { status, body } = await api.ask(route.method, path, options)
    expect([status, body.code]).toEqual([400, 'idempotency-key-required'])
  })

  it.each(routes.filter(([, { ifMatch }]) => ifMatch))('%s asks for the version it is about', async (_, route) => {
    const path = route.path.replaceAll(/:\w+/g, 'x')
    const body = { isProtected: true }
    const options = { token: operator.token, headers: key(), ...(route.body ? { body } : {}) }
    const { status, body: problem } = await api.ask(route.method, path, options)
    if (problem.code !== 'invalid-input') expect([status, problem.code]).toEqual([428, 'precondition-required'])
  })
})
