import { contract } from '@holdfast/shared/contract/contract'
import type { Route } from '@holdfast/shared/contract/define-route'
import { Permission } from '@holdfast/shared/contract/permissions'
import { inStore } from '../harness/in-store.ts'
import type { ApiUnderTest, Person } from '../harness/use-api.ts'
import { type Role, roles } from './who-may.ts'

export const routes: [string, Route][] = Object.entries(contract).flatMap(([noun, group]) =>
  Object.entries(group).map(([verb, route]): [string, Route] => [`${noun}.${verb}`, route]),
)

/** One person for each role in one organization (the operator belongs to none), by session and by a token that asks for every scope. */
export interface Cast {
  readonly organizationId: string
  readonly session: Readonly<Record<Role, string>>
  readonly token: Readonly<Record<Role, string>>
  /** Tokens of an owner who is also an operator, each with one scope alone. */
  readonly scoped: Readonly<Record<Permission, string>>
  readonly owner: Person
}

/** Every token is made while its maker is owner and operator: what it may do later is for the maker's role of that day to say. */
export async function makeCast(api: ApiUnderTest, operator: Person): Promise<Cast> {
  const owner = await api.signUp()
  const { organizationId } = owner
  const session: Record<string, string> = {}
  const token: Record<string, string> = {}
  for (const role of roles) {
    const person = role === 'owner' ? owner : await joinAs(api, owner, 'owner')
    await setOperator(api, operator, { personId: person.personId, isOperator: true })
    token[role] = await makeToken(api, { ...person, organizationId }, Permission.options)
    session[role] = person.token
    await setOperator(api, operator, { personId: person.personId, isOperator: role === 'operator' })
    await become(api, { organizationId, personId: person.personId, role })
  }
  const lord = await joinAs(api, owner, 'owner')
  await setOperator(api, operator, { personId: lord.personId, isOperator: true })
  const scoped: Record<string, string> = {}
  for (const scope of Permission.options) scoped[scope] = await makeToken(api, { ...lord, organizationId }, [scope])
  return { organizationId, owner, session, token, scoped } as unknown as Cast
}

async function makeToken(api: ApiUnderTest, maker: Person, scopes: readonly Permission[]): Promise<string> {
  const body = { name: 'matrix', scopes }
  const headers = { 'holdfast-organization': maker.organizationId }
  const answer = await api.ask('POST', '/v1/tokens', { token: maker.token, headers, body })
  if (answer.status !== 201) throw new Error(`a token was not made: ${JSON.stringify(answer.body)}`)
  return answer.body.value
}

/** Somebody new who belongs to this organization alone. */
async function joinAs(api: ApiUnderTest, owner: Person, role: string): Promise<Person> {
  const email = `${crypto.randomUUID()}@holdfast.example`
  const password = 'correct horse battery'
  const made = await api.ask('POST', '/v1/invitations', { token: owner.token, body: { email, role } })
  const { body } = await api.ask('POST', '/v1/invitations/sign-up', { body: { value: made.body.value, password } })
  const { organizationId } = owner
  return { email, password, token: body.accessToken, personId: body.person.id, organizationId, cookie: '' }
}

async function setOperator(
  api: ApiUnderTest,
  operator: Person,
  { personId, isOperator }: { personId: string; isOperator: boolean },
): Promise<void> {
  await api.ask('PUT', `/v1/people/${personId}/operator`, { token: operator.token, body: { isOperator } })
}

/** Past the api: an operator who loses the membership must not lose the token by it. */
async function become(
  api: ApiUnderTest,
  { organizationId, personId, role }: { organizationId: string; personId: string; role: Role },
): Promise<void> {
  const sql =
    role === 'operator'
      ? 'DELETE FROM member WHERE organization_id = $1 AND person_id = $2'
      : 'UPDATE member SET role = $3 WHERE organization_id = $1 AND person_id = $2'
  await inStore(api.store.ownerUrl, sql, [organizationId, personId, ...(role === 'operator' ? [] : [role])])
}
