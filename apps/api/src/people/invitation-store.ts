import type { InvitationView } from '@holdfast/shared/contract/invitation-routes'
import { MemberRole } from '@holdfast/shared/contract/permissions'
import { InvitationId, OrganizationId, PersonId } from '@holdfast/shared/ids'
import type { Tx } from '../platform/database/database.ts'

export interface InvitationRow {
  readonly id: InvitationId
  readonly organizationId: OrganizationId
  readonly organizationName: string
  readonly email: string
  readonly role: MemberRole
  readonly invitedById: PersonId
  readonly invitedBy: string
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly openedAt: Date | null
  readonly acceptedAt: Date | null
  readonly revokedAt: Date | null
}

export type NewInvitation = Pick<
  InvitationRow,
  'id' | 'organizationId' | 'email' | 'role' | 'invitedById' | 'invitedBy' | 'expiresAt'
> & { readonly hash: string }

const isOpen = { acceptedAt: null, revokedAt: null } as const
const withOrganization = { organization: { select: { name: true } } } as const

export async function saveInvitation(tx: Tx, invitation: NewInvitation): Promise<InvitationRow> {
  return toRow(await tx.invitation.create({ data: { ...invitation }, include: withOrganization }))
}

/** Invitations that are neither accepted nor revoked, newest first. */
export async function listOpenInvitations(
  tx: Tx,
  organizationId: OrganizationId,
  page: { after: string | undefined; limit: number },
): Promise<InvitationRow[]> {
  const rows = await tx.invitation.findMany({
    where: { organizationId, ...isOpen, ...(page.after === undefined ? {} : { id: { lt: page.after } }) },
    include: withOrganization,
    orderBy: { id: 'desc' },
    take: page.limit,
  })
  return rows.map(toRow)
}

export async function findOpenInvitation(
  tx: Tx,
  organizationId: OrganizationId,
  by: { id: InvitationId } | { email: string },
): Promise<InvitationRow | undefined> {
  const row = await tx.invitation.findFirst({ where: { organizationId, ...isOpen, ...by }, include: withOrganization })
  return row ? toRow(row) : undefined
}

export async function findInvitationByHash(tx: Tx, hash: string): Promise<InvitationRow | undefined> {
  const row = await tx.invitation.findUnique({ where: { hash }, include: withOrganization })
  return row ? toRow(row) : undefined
}

/** Two uses of one link are judged one after the other. */
export async function lockInvitation(tx: Tx, hash: string): Promise<InvitationRow | undefined> {
  await tx.$executeRaw`SELECT 1 FROM invitation WHERE hash = ${hash} FOR UPDATE`
  return findInvitationByHash(tx, hash)
}

export async function changeInvitation(
  tx: Tx,
  id: InvitationId,
  change: Partial<Pick<InvitationRow, 'openedAt' | 'acceptedAt' | 'revokedAt' | 'expiresAt'>> & { hash?: string },
): Promise<InvitationRow> {
  return toRow(await tx.invitation.update({ where: { id }, data: { ...change }, include: withOrganization }))
}

export async function revokeAllInvitations(tx: Tx, organizationId: OrganizationId): Promise<void> {
  await tx.invitation.updateMany({ where: { organizationId, ...isOpen }, data: { revokedAt: new Date() } })
}

/** Those that a person made, and those that were made for them. */
export async function listInvitationsAbout(tx: Tx, person: { id: PersonId; email: string }): Promise<InvitationRow[]> {
  const rows = await tx.invitation.findMany({
    where: { OR: [{ email: person.email }, { invitedById: person.id }] },
    include: withOrganization,
    orderBy: { id: 'desc' },
  })
  return rows.map(toRow)
}

/** Takes a person's e-mail out of every invitation. */
export async function forgetInvitationsAbout(tx: Tx, person: { id: PersonId; email: string }): Promise<void> {
  await tx.invitation.deleteMany({ where: { email: person.email } })
  await tx.invitation.updateMany({
    where: { invitedById: person.id, ...isOpen },
    data: { revokedAt: new Date() },
  })
  await tx.invitation.updateMany({ where: { invitedById: person.id }, data: { invitedBy: 'somebody who is gone' } })
}

export const toInvitationView = (row: InvitationRow): InvitationView => ({
  id: row.id,
  email: row.email,
  role: row.role,
  invitedBy: row.invitedBy,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
  openedAt: row.openedAt?.toISOString() ?? null,
})

interface Columns {
  id: string
  organizationId: string
  organization: { name: string }
  email: string
  role: string
  invitedById: string
  invitedBy: string
  createdAt: Date
  expiresAt: Date
  openedAt: Date | null
  acceptedAt: Date | null
  revokedAt: Date | null
}

const toRow = ({ organization, ...row }: Columns): InvitationRow => ({
  ...row,
  id: InvitationId.parse(row.id),
  organizationId: OrganizationId.parse(row.organizationId),
  organizationName: organization.name,
  role: MemberRole.parse(row.role),
  invitedById: PersonId.parse(row.invitedById),
})
