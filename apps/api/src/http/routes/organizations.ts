import { type Limits, organizationRoutes } from '@holdfast/shared/contract/organization-routes'
import type { OrganizationId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import { usedBy } from '../../databases/database-store.ts'
import { organizationOf } from '../../people/caller.ts'
import { findLimits, saveLimits } from '../../people/organization-store.ts'
import { demandRoomToOwn, listOrganizations, makeOrganization, personBehind } from '../../people/organizations.ts'
import { findPersonView } from '../../people/person-store.ts'
import type { SignUpRules } from '../../people/sign-up.ts'
import { listTokenViews } from '../../people/token-store.ts'
import { createToken, revokeToken } from '../../people/tokens.ts'
import type { Tx } from '../../platform/database/database.ts'
import { notify } from '../../platform/database/notifications.ts'
import { mount } from '../mount.ts'
import { pageOf } from '../page-of.ts'
import type { ServerDesk } from '../server-desk.ts'

export function mountOrganizations(server: ServerDesk, rules: SignUpRules): void {
  mount(server, organizationRoutes.list, async ({ database, caller, query }) =>
    pageOf(query, (page) => listOrganizations(database.read, caller, page)),
  )
  mount(server, organizationRoutes.create, async ({ tx, caller, body, audit }) => {
    const owner = await personBehind(tx, caller)
    await demandRoomToOwn(tx, caller, { owner, mode: rules.mode })
    const organization = await makeOrganization(tx, { name: body.name, owner, limits: rules.defaultLimits })
    // What replicas believe of this session lacks the new membership; they shall ask again.
    if (caller.sessionId !== null) await notify(tx, 'revoked', caller.sessionId)
    // A token belongs to another organization, which is nothing of this one's trail: the person behind it did this.
    const person = caller.kind === 'token' ? await findPersonView(tx, owner) : undefined
    const actor = person && { kind: 'person' as const, id: person.id, name: person.email }
    audit(organization.id, { name: body.name }, { organizationId: organization.id, ...(actor && { actor }) })
    return organization
  })
  mount(server, organizationRoutes.quota, async ({ database, caller }) =>
    readQuota(database.read, organizationOf(caller)),
  )
  mount(server, organizationRoutes.setQuota, async ({ tx, params, body, audit }) => {
    const { organizationId } = params
    if (!(await saveLimits(tx, organizationId, body))) throw new Problem('not-found', { subject: organizationId })
    audit(organizationId, { ...body }, { organizationId })
    return readQuota(tx, organizationId)
  })
  mountTokens(server)
}

function mountTokens(server: ServerDesk): void {
  mount(server, organizationRoutes.listTokens, async ({ database, caller, query }) =>
    pageOf(query, (page) => listTokenViews(database.read, organizationOf(caller), page)),
  )
  mount(server, organizationRoutes.createToken, async ({ tx, caller, body, audit }) => {
    const made = await createToken(tx, caller, body)
    audit(made.token.id, { name: body.name, scopes: made.token.scopes })
    return made
  })
  mount(server, organizationRoutes.revokeToken, async ({ tx, caller, params, audit }) => {
    await revokeToken(tx, caller, params.tokenId)
    audit(params.tokenId)
  })
}

/** What an organization may have and what of it is promised. */
export async function readQuota(tx: Tx, organizationId: OrganizationId): Promise<{ limit: Limits; used: Limits }> {
  const limit = await findLimits(tx, organizationId)
  if (!limit) throw new Problem('not-found', { subject: organizationId })
  return { limit, used: { ...(await usedBy(tx, organizationId)) } }
}
