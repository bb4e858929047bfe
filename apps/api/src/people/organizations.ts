import type { Limits, OrganizationView } from '@holdfast/shared/contract/organization-routes'
import { newId, OrganizationId, PersonId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import type { z } from 'zod'
import { publishEvent } from '../audit/publish-event.ts'
import type { Tx } from '../platform/database/database.ts'
import { type Caller, demandPermission, organizationOf } from './caller.ts'
import { countOwned, findOrganization, listMemberships, saveOrganization } from './organization-store.ts'
import { forgetUnusedResets } from './password-reset-store.ts'
import { lockPerson } from './person-store.ts'
import { findMakerOfToken } from './token-store.ts'

type View = z.infer<typeof OrganizationView>

/** Organizations that one person owns: each brings a quota of its own, and quotas are an operator's to raise. */
const mostOwned = 100

interface Owning {
  readonly owner: PersonId
  /** Who may sign up here. */
  readonly mode: 'open' | 'invite' | 'closed'
}

/**
 * Throws `sign-up-closed` where strangers may not sign up: a further organization is a further tenant as well; and `quota-exceeded`
 * for a person who owns as many as one may. Operators make as many as they like.
 */
export async function demandRoomToOwn(tx: Tx, { isOperator }: Caller, { owner, mode }: Owning): Promise<void> {
  if (isOperator) return
  if (mode !== 'open') throw new Problem('sign-up-closed', { mode })
  await lockPerson(tx, owner)
  const used = await countOwned(tx, owner)
  if (used >= mostOwned)
    throw new Problem('quota-exceeded', { what: 'organizations of one owner', limit: mostOwned, used, asked: 1 })
}

/** Makes an organization with its owner. */
export async function makeOrganization(tx: Tx, wish: { name: string; owner: PersonId; limits: Limits }): Promise<View> {
  const id = OrganizationId.parse(newId('or'))
  const row = await saveOrganization(tx, { id, ...wish })
  // Made by somebody who manages another organization, it would open this one too.
  await forgetUnusedResets(tx, wish.owner)
  const view: View = { id, name: row.name, role: 'owner', createdAt: row.createdAt.toISOString() }
  await publishEvent(tx, { organizationId: id, topic: 'organization', subject: id, version: 1, view })
  return view
}

/** The caller's organizations: a person's memberships, or the one that a token belongs to. */
export async function listOrganizations(
  tx: Tx,
  caller: Caller,
  page: { after: string | undefined; limit: number },
): Promise<View[]> {
  if (caller.personId !== null) {
    const rows = await listMemberships(tx, caller.personId, page)
    return rows.map(({ id, name, role, createdAt }) => ({ id, name, role, createdAt: createdAt.toISOString() }))
  }
  const row = await findOrganization(tx, organizationOf(caller))
  if (!row || (page.after !== undefined && row.id <= page.after)) return []
  return [{ id: row.id, name: row.name, role: null, createdAt: row.createdAt.toISOString() }]
}

/** The person in whose name the caller makes things: for a token that may manage its organization, the one who made it. */
export async function personBehind(tx: Tx, caller: Caller): Promise<PersonId> {
  if (caller.personId !== null) return caller.personId
  demandPermission(caller, 'organization:manage')
  const maker = await findMakerOfToken(tx, caller.id)
  if (maker === undefined) throw new Problem('not-found', { subject: 'the person who made this token' })
  return PersonId.parse(maker)
}
