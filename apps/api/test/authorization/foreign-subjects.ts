import { newId } from '@holdfast/shared/ids'
import { GiB } from '@holdfast/shared/units'
import { inStore } from '../harness/in-store.ts'
import type { ApiUnderTest, Person } from '../harness/use-api.ts'

/** A request that its own organization may make and no other: with a subject of its own each time. */
export interface ForeignCall {
  readonly path: string
  readonly body?: object
}

interface Estate {
  readonly api: ApiUnderTest
  readonly owner: Person
}

let names = 0

async function ask({ api, owner }: Estate, path: string, body?: object) {
  const headers = { 'idempotency-key': crypto.randomUUID() }
  const answer = await api.ask('POST', path, { token: owner.token, headers, ...(body ? { body } : {}) })
  if (answer.status >= 300) throw new Error(`${path} answered ${JSON.stringify(answer.body)}`)
  return answer.body
}

async function ended({ api, owner }: Estate, operationId: string): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt++) {
    const { body } = await api.ask('GET', `/v1/operations/${operationId}`, { token: owner.token })
    if (body.state !== 'running') return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

async function database(estate: Estate): Promise<{ path: string; operationId: string; name: string }> {
  const name = `db-${++names}`
  const made = await ask(estate, '/v1/databases', { name, size: 'micro', storageBytes: GiB })
  await ended(estate, made.operation.id)
  return { path: `/v1/databases/${made.database.id}`, operationId: made.operation.id, name }
}

const inEngine = (name: string): string => name.replaceAll('-', '_')

async function deletedDatabase(estate: Estate): Promise<string> {
  const { path } = await database(estate)
  const headers = { 'if-match': '*' }
  const { body } = await estate.api.ask('DELETE', path, { token: estate.owner.token, headers })
  await ended(estate, body.operation.id)
  return path
}

async function role(estate: Estate): Promise<string> {
  const { path } = await database(estate)
  const made = await ask(estate, `${path}/roles`, { name: 'reporting' })
  await ended(estate, made.operation.id)
  return `${path}/roles/reporting`
}

async function logicalDatabase(estate: Estate): Promise<string> {
  const { path } = await database(estate)
  const made = await ask(estate, `${path}/logical-databases`, { name: 'stock' })
  await ended(estate, made.operation.id)
  return `${path}/logical-databases/stock`
}

async function deletedLogicalDatabase(estate: Estate): Promise<string> {
  const path = await logicalDatabase(estate)
  const headers = { 'if-match': '*' }
  const { body } = await estate.api.ask('DELETE', path, { token: estate.owner.token, headers })
  await ended(estate, body.operation.id)
  return path
}

async function extension(estate: Estate): Promise<string> {
  const { path, name } = await database(estate)
  const options = { token: estate.owner.token, body: { logicalDatabase: inEngine(name) } }
  const { body } = await estate.api.ask('PUT', `${path}/extensions/hstore`, options)
  await ended(estate, body.operation.id)
  return `${path}/extensions/hstore?logicalDatabase=${inEngine(name)}`
}

async function member(estate: Estate): Promise<string> {
  const { value } = await ask(estate, '/v1/invitations', { email: `m-${++names}@holdfast.example`, role: 'viewer' })
  const body = { value, password: 'correct horse battery' }
  return (await estate.api.ask('POST', '/v1/invitations/sign-up', { body })).body.person.id
}

const invitation = async (estate: Estate): Promise<string> =>
  (await ask(estate, '/v1/invitations', { email: `i-${++names}@holdfast.example` })).invitation.id

/** Path of a webhook that nobody answers. */
const webhook = async (estate: Estate): Promise<string> =>
  `/v1/webhooks/${(await ask(estate, '/v1/webhooks', { url: 'http://127.0.0.1:9/' })).webhook.id}`

const delivery = async (estate: Estate): Promise<string> => {
  const path = await webhook(estate)
  return `${path}/deliveries/${(await ask(estate, `${path}/test`)).id}`
}

async function alert({ api, owner }: Estate): Promise<string> {
  const id = newId('al')
  await inStore(
    api.store.ownerUrl,
    `INSERT INTO alert (id, organization_id, kind, subject, subject_name, severity, because, opened_at)
     VALUES ($1, $2, 'database-failed', $1, 'orders', 'warning', 'a test', now())`,
    [id, owner.organizationId],
  )
  return `/v1/alerts/${id}`
}

/** Every route with a subject in its path, but for hosts and operators' own, which know no organization. */
export const foreignCalls: Readonly<Record<string, (estate: Estate) => Promise<ForeignCall>>> = {
  'account.endSession': async (estate) => {
    const { email, password, token } = estate.owner
    await estate.api.ask('POST', '/v1/sessions', { body: { email, password } })
    const { body } = await estate.api.ask('GET', '/v1/sessions', { token })
    return { path: `/v1/sessions/${body.items[0].id}` }
  },
  'account.revokeToken': async (estate) => ({
    path: `/v1/account/tokens/${(await ask(estate, '/v1/tokens', { name: 'own' })).token.id}`,
  }),
  'organizations.revokeToken': async (estate) => ({
    path: `/v1/tokens/${(await ask(estate, '/v1/tokens', { name: 'ci' })).token.id}`,
  }),
  'members.setRole': async (estate) => ({ path: `/v1/members/${await member(estate)}`, body: { role: 'auditor' } }),
  'members.remove': async (estate) => ({ path: `/v1/members/${await member(estate)}` }),
  'members.offerPasswordReset': async (estate) => ({ path: `/v1/members/${await member(estate)}/password-reset` }),
  'members.rename': async ({ owner }) => ({
    path: `/v1/organizations/${owner.organizationId}`,
    body: { name: 'mine' },
  }),
  'invitations.resend': async (estate) => ({ path: `/v1/invitations/${await invitation(estate)}/resend` }),
  'invitations.revoke': async (estate) => ({ path: `/v1/invitations/${await invitation(estate)}` }),
  'databases.show': async (estate) => database(estate),
  'databases.connection': async (estate) => ({ path: `${(await database(estate)).path}/connection` }),
  'databases.reveal': async (estate) => ({ path: `${(await database(estate)).path}/connection/reveal` }),
  'databases.change': async (estate) => ({ ...(await database(estate)), body: { labels: { mine: 'yes' } } }),
  'databases.protect': async (estate) => ({
    path: `${(await database(estate)).path}/protection`,
    body: { isProtected: true },
  }),
  'databases.resize': async (estate) => ({
    path: `${(await database(estate)).path}/resize`,
    body: { storageBytes: 2e10 },
  }),
  'databases.planResize': async (estate) => ({
    path: `${(await database(estate)).path}/resize-plan?storageBytes=20000000000`,
  }),
  'databases.restart': async (estate) => ({ path: `${(await database(estate)).path}/restart` }),
  'databases.remove': async (estate) => database(estate),
  'databases.undelete': async (estate) => ({ path: `${await deletedDatabase(estate)}/undelete` }),
  'access.listRoles': async (estate) => ({ path: `${(await database(estate)).path}/roles` }),
  'access.createRole': async (estate) => ({ path: `${(await database(estate)).path}/roles`, body: { name: 'mine' } }),
  'access.changeRole': async (estate) => ({ path: await role(estate), body: { replication: true } }),
  'access.removeRole': async (estate) => ({ path: await role(estate) }),
  'access.revealRole': async (estate) => ({ path: `${await role(estate)}/reveal` }),
  'access.listLogicalDatabases': async (estate) => ({ path: `${(await database(estate)).path}/logical-databases` }),
  'access.createLogicalDatabase': async (estate) => ({
    path: `${(await database(estate)).path}/logical-databases`,
    body: { name: 'mine' },
  }),
  'access.removeLogicalDatabase': async (estate) => ({ path: await logicalDatabase(estate) }),
  'access.undeleteLogicalDatabase': async (estate) => ({ path: `${await deletedLogicalDatabase(estate)}/undelete` }),
  'access.listExtensions': async (estate) => ({ path: `${(await database(estate)).path}/extensions` }),
  'access.installExtension': async (estate) => {
    const { path, name } = await database(estate)
    return { path: `${path}/extensions/hstore`, body: { logicalDatabase: inEngine(name) } }
  },
  'access.removeExtension': async (estate) => ({ path: await extension(estate) }),
  'access.listClientCertificates': async (estate) => ({ path: `${(await database(estate)).path}/client-certificates` }),
  'access.issueClientCertificate': async (estate) => {
    const { path, name } = await database(estate)
    return { path: `${path}/client-certificates`, body: { login: `${inEngine(name)}_a` } }
  },
  'access.revokeClientCertificate': async (estate) => {
    const { path, name } = await database(estate)
    const { certificate } = await ask(estate, `${path}/client-certificates`, { login: `${inEngine(name)}_a` })
    return { path: `${path}/client-certificates/${certificate.serial}` }
  },
  'access.listReplicationSlots': async (estate) => ({ path: `${(await database(estate)).path}/replication-slots` }),
  'metrics.ofDatabase': async (estate) => ({ path: `${(await database(estate)).path}/metrics?names=cpu` }),
  'operations.show': async (estate) => ({ path: `/v1/operations/${(await database(estate)).operationId}` }),
  'operations.cancel': async (estate) => ({ path: `/v1/operations/${(await database(estate)).operationId}/cancel` }),
  'alerts.setMailRule': async (estate) => ({
    path: `/v1/alert-mail/${await member(estate)}`,
    body: { leastSeverity: 'info' },
  }),
  'webhooks.remove': async (estate) => ({ path: await webhook(estate) }),
  'webhooks.enable': async (estate) => ({ path: `${await webhook(estate)}/enable` }),
  'webhooks.test': async (estate) => ({ path: `${await webhook(estate)}/test` }),
  'webhooks.deliveries': async (estate) => ({ path: `${await webhook(estate)}/deliveries` }),
  'webhooks.sendAgain': async (estate) => ({ path: `${await delivery(estate)}/send-again` }),
  'alerts.mute': async (estate) => ({ path: `${await alert(estate)}/mute`, body: { minutes: 5, because: 'a test' } }),
  'alerts.unmute': async (estate) => ({ path: `${await alert(estate)}/mute` }),
  'members.transfer': async (estate) => ({
    path: `/v1/organizations/${estate.owner.organizationId}/transfer`,
    body: { personId: await member(estate) },
  }),
  'members.leave': async ({ owner }) => ({ path: `/v1/organizations/${owner.organizationId}/membership` }),
}
