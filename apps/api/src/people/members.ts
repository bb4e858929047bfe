import type { MemberView } from '@holdfast/shared/contract/member-routes'
import type { OrganizationView } from '@holdfast/shared/contract/organization-routes'
import { type MemberRole, permissionsOfRole } from '@holdfast/shared/contract/permissions'
import type { OrganizationId, PersonId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import type { z } from 'zod'
import { publishEvent } from '../audit/publish-event.ts'
import type { Tx } from '../platform/database/database.ts'
import { notify } from '../platform/database/notifications.ts'
import { type Caller, demandPermission, organizationOf, sessionOf } from './caller.ts'
import {
  countMembers,
  deleteMember,
  findMember,
  listOpenSessionIds,
  lockMembers,
  revokeTokensOf,
  saveOrganizationName,
  saveRole,
} from './member-store.ts'
import { findOrganization } from './organization-store.ts'
import { forgetUnusedResets } from './password-reset-store.ts'

/** Only an owner changes or removes owners. */
export function demandReach(caller: Caller, role: MemberRole): void {
  if (role === 'owner') demandPermission(caller, 'organization:own')
}

/** Nobody gives a role that may more than they do: else a token of few scopes would make itself a person of many. */
export function demandGift(caller: Caller, role: MemberRole): void {
  for (const permission of permissionsOfRole[role]) demandPermission(caller, permission)
}

/** Gives a member of the caller's organization another role. */
export async function setRole(
  tx: Tx,
  caller: Caller,
  { personId, role }: { personId: PersonId; role: MemberRole },
): Promise<{ member: MemberView; was: MemberRole }> {
  const organizationId = organizationOf(caller)
  await lockMembers(tx, organizationId)
  const member = await demandMember(tx, organizationId, personId)
  demandReach(caller, member.role)
  demandGift(caller, role)
  if (role !== 'owner') await demandAnotherOwner(tx, organizationId, member)
  await saveRole(tx, { organizationId, personId }, role)
  return { member: await tell(tx, organizationId, { ...member, role }), was: member.role }
}

/** Takes a member out of the caller's organization; returns the member and how many tokens went with them. */
export async function removeMember(
  tx: Tx,
  caller: Caller,
  personId: PersonId,
): Promise<{ member: MemberView; tokensRevoked: number }> {
  const organizationId = organizationOf(caller)
  await lockMembers(tx, organizationId)
  const member = await demandMember(tx, organizationId, personId)
  demandReach(caller, member.role)
  return { member, tokensRevoked: await takeOut(tx, organizationId, member) }
}

/** The caller leaves one of their organizations. */
export async function leave(tx: Tx, caller: Caller, organizationId: OrganizationId): Promise<number> {
  const { personId } = sessionOf(caller)
  await lockMembers(tx, organizationId)
  const member = await findMember(tx, { organizationId, personId })
  if (!member) throw new Problem('not-found', { subject: organizationId })
  return takeOut(tx, organizationId, member)
}

/** Makes another member the owner and the caller an admin. Returns the new owner. */
export async function transfer(
  tx: Tx,
  caller: Caller,
  { organizationId, personId }: { organizationId: OrganizationId; personId: PersonId },
): Promise<MemberView> {
  demandOwn(caller, organizationId)
  const former = sessionOf(caller)
  await lockMembers(tx, organizationId)
  const own = await demandMember(tx, organizationId, former.personId)
  // What a replica believes of the caller may be older than the lock.
  if (own.role !== 'owner') throw new Problem('permission-missing', { permission: 'organization:own' })
  const heir = await demandMember(tx, organizationId, personId)
  if (heir.id === own.id) throw new Problem('already-member', { email: own.email, role: own.role })
  await saveRole(tx, { organizationId, personId: heir.id }, 'owner')
  await saveRole(tx, { organizationId, personId: own.id }, 'admin')
  await tell(tx, organizationId, { ...own, role: 'admin' })
  return tell(tx, organizationId, { ...heir, role: 'owner' })
}

export async function renameOrganization(
  tx: Tx,
  caller: Caller,
  { organizationId, name }: { organizationId: OrganizationId; name: string },
): Promise<z.infer<typeof OrganizationView>> {
  demandOwn(caller, organizationId)
  if (!(await saveOrganizationName(tx, organizationId, name)))
    throw new Problem('not-found', { subject: organizationId })
  const row = await findOrganization(tx, organizationId)
  if (!row) throw new Problem('not-found', { subject: organizationId })
  const view = { id: row.id, name: row.name, role: null, createdAt: row.createdAt.toISOString() }
  await publishEvent(tx, { organizationId, topic: 'organization', subject: row.id, version: versionNow(), view })
  const { personId } = caller
  const member = personId === null ? undefined : await findMember(tx, { organizationId, personId })
  return { ...view, role: member?.role ?? null }
}

/** Removes the membership with everything that lives by it. The members must be locked. */
export async function takeOut(
  tx: Tx,
  organizationId: OrganizationId,
  member: MemberView & { mayLeaveNobody?: boolean },
): Promise<number> {
  const membership = { organizationId, personId: member.id }
  if (!member.mayLeaveNobody) await demandAnotherOwner(tx, organizationId, member)
  await deleteMember(tx, membership)
  const tokens = await revokeTokensOf(tx, membership)
  for (const tokenId of tokens) await notify(tx, 'revoked', tokenId)
  await publishMember(tx, organizationId, { id: member.id, view: null })
  return tokens.length
}

async function demandMember(tx: Tx, organizationId: OrganizationId, personId: PersonId): Promise<MemberView> {
  const member = await findMember(tx, { organizationId, personId })
  if (!member) throw new Problem('not-found', { subject: personId })
  return member
}

async function demandAnotherOwner(tx: Tx, organizationId: OrganizationId, member: MemberView): Promise<void> {
  if (member.role !== 'owner' || (await countMembers(tx, organizationId)).owners > 1) return
  const organization = await findOrganization(tx, organizationId)
  throw new Problem('last-owner', { organization: organization?.name ?? organizationId, email: member.email })
}

/** An organization in the path is the one that the caller speaks for; any other does not exist. */
function demandOwn(caller: Caller, organizationId: OrganizationId): void {
  if (caller.organizationId !== organizationId) throw new Problem('not-found', { subject: organizationId })
}

/** Tells the organization how a member is now, and every replica that its beliefs about the person are old. */
export async function tell(tx: Tx, organizationId: OrganizationId, member: MemberView): Promise<MemberView> {
  await publishMember(tx, organizationId, { id: member.id, view: member })
  return member
}

async function publishMember(
  tx: Tx,
  organizationId: OrganizationId,
  { id, view }: { id: PersonId; view: MemberView | null },
): Promise<void> {
  await publishEvent(tx, { organizationId, topic: 'member', subject: id, version: versionNow(), view })
  await rightsChanged(tx, id)
}

/**
 * What a person may do has changed: what replicas believe of it is old, and a link to their password, made for somebody who
 * could reach less, is worth nothing.
 */
export async function rightsChanged(tx: Tx, personId: PersonId): Promise<void> {
  await forgetUnusedResets(tx, personId)
  for (const sessionId of await listOpenSessionIds(tx, personId)) await notify(tx, 'revoked', sessionId)
}

/** Seconds since 1970: grows with every change, as the stream's readers need it. */
const versionNow = (): number => Math.floor(Date.now() / 1000)
