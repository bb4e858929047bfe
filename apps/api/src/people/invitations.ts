import type { MemberRole } from '@holdfast/shared/contract/permissions'
import { InvitationId, newId, type PersonId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import type { Tx } from '../platform/database/database.ts'
import { inWords } from '../platform/moment.ts'
import { type Caller, organizationOf } from './caller.ts'
import { permissionsOf } from './identity.ts'
import {
  changeInvitation,
  findInvitationByHash,
  findOpenInvitation,
  type InvitationRow,
  lockInvitation,
  saveInvitation,
} from './invitation-store.ts'
import { findMember, findMemberByEmail, lockMembers, saveMember } from './member-store.ts'
import { demandGift, demandReach, tell } from './members.ts'
import { personBehind } from './organizations.ts'
import { hashToken, isTokenValue, newTokenValue } from './token-format.ts'

const goodForMs = 7 * 86_400_000

export interface MadeInvitation {
  readonly row: InvitationRow
  /** The link's secret: in this answer and nowhere else. */
  readonly value: string
}

/** Invites somebody by e-mail. One who is a member (the caller too) or holds a good invitation is not invited again. */
export async function invite(
  tx: Tx,
  caller: Caller,
  wish: { email: string; role: MemberRole },
): Promise<MadeInvitation> {
  const { email, role } = wish
  const organizationId = organizationOf(caller)
  demandGift(caller, role)
  await lockMembers(tx, organizationId)
  const member = await findMemberByEmail(tx, organizationId, email)
  if (member) throw new Problem('already-member', { email, role: member.role })
  const open = await findOpenInvitation(tx, organizationId, { email })
  if (open && open.expiresAt > new Date()) throw new Problem('already-invited', { email, invitationId: open.id })
  if (open) await changeInvitation(tx, open.id, { revokedAt: new Date() })
  const value = newTokenValue('invite')
  const row = await saveInvitation(tx, {
    id: InvitationId.parse(newId('iv')),
    organizationId,
    email,
    role,
    hash: hashToken(value),
    invitedById: await personBehind(tx, caller),
    invitedBy: caller.name,
    expiresAt: new Date(Date.now() + goodForMs),
  })
  return { row, value }
}

/** A new secret and seven new days; the old link is worth nothing from now on. */
export async function inviteAgain(tx: Tx, caller: Caller, id: InvitationId): Promise<MadeInvitation> {
  const open = await demandOpen(tx, caller, id)
  demandGift(caller, open.role)
  const value = newTokenValue('invite')
  const expiresAt = new Date(Date.now() + goodForMs)
  return { row: await changeInvitation(tx, open.id, { hash: hashToken(value), expiresAt }), value }
}

export async function revokeInvitation(tx: Tx, caller: Caller, id: InvitationId): Promise<InvitationRow> {
  const open = await demandOpen(tx, caller, id)
  return changeInvitation(tx, open.id, { revokedAt: new Date() })
}

/** The invitation behind a link. Throws `invitation-refused` saying why it is not good. */
export async function readInvitation(tx: Tx, value: string): Promise<InvitationRow> {
  if (!isTokenValue(value)) throw refused('is not known: the link is incomplete')
  return demandGood(tx, await findInvitationByHash(tx, hashToken(value)))
}

/** Notes that the link was opened. */
export async function openInvitation(tx: Tx, value: string): Promise<InvitationRow> {
  const row = await readInvitation(tx, value)
  return changeInvitation(tx, row.id, { openedAt: row.openedAt ?? new Date() })
}

/** Uses the invitation up: the person becomes a member. */
export async function acceptInvitation(
  tx: Tx,
  value: string,
  person: { id: PersonId; email: string },
): Promise<InvitationRow> {
  const { organizationId } = await readInvitation(tx, value)
  await lockMembers(tx, organizationId)
  const row = await demandGood(tx, await lockInvitation(tx, hashToken(value)))
  if (row.email !== person.email) throw new Problem('invitation-for-another', { email: row.email })
  await admit(tx, row, person)
  return changeInvitation(tx, row.id, { acceptedAt: new Date() })
}

async function admit(tx: Tx, { organizationId, role }: InvitationRow, person: { id: PersonId; email: string }) {
  const membership = { organizationId, personId: person.id }
  const known = await findMember(tx, membership)
  if (known) throw new Problem('already-member', { email: person.email, role: known.role })
  await saveMember(tx, { ...membership, role })
  const member = await findMember(tx, membership)
  if (member) await tell(tx, organizationId, member)
}

async function demandOpen(tx: Tx, caller: Caller, id: InvitationId): Promise<InvitationRow> {
  const organizationId = organizationOf(caller)
  await lockMembers(tx, organizationId)
  const open = await findOpenInvitation(tx, organizationId, { id })
  if (!open) throw new Problem('not-found', { subject: id })
  demandReach(caller, open.role)
  return open
}

async function demandGood(tx: Tx, row: InvitationRow | undefined): Promise<InvitationRow> {
  if (!row) throw refused('is not known; a newer one may have replaced it')
  if (row.acceptedAt) throw refused('was used already')
  if (row.revokedAt) throw refused('was revoked')
  if (row.expiresAt.getTime() <= Date.now()) throw refused(`ended on ${inWords(row.expiresAt)}`)
  if (!(await mayInviterStill(tx, row))) throw refused('was made by somebody who may no longer invite')
  return row
}

/** An invitation carries no more than whoever made it could give at this moment. */
async function mayInviterStill(tx: Tx, { organizationId, invitedById, role }: InvitationRow): Promise<boolean> {
  const inviter = await findMember(tx, { organizationId, personId: invitedById })
  const may = permissionsOf(inviter?.role, false)
  return may.has('organization:manage') && (role !== 'owner' || may.has('organization:own'))
}

const refused = (because: string): Problem => new Problem('invitation-refused', { because })
