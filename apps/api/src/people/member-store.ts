import type { MemberView } from '@holdfast/shared/contract/member-routes'
import { MemberRole } from '@holdfast/shared/contract/permissions'
import { type OrganizationId, PersonId, SessionId, TokenId } from '@holdfast/shared/ids'
import type { Tx } from '../platform/database/database.ts'

interface Membership {
  readonly organizationId: OrganizationId
  readonly personId: PersonId
}

interface MemberColumns {
  personId: string
  role: string
  createdAt: Date
  person: { email: string; isOperator: boolean }
}

const withPerson = { person: { select: { email: true, isOperator: true } } } as const

/** Changes of who belongs to an organization pass one after the other, so that its last owner cannot slip away. */
export async function lockMembers(tx: Tx, organizationId: OrganizationId): Promise<void> {
  await tx.$executeRaw`SELECT 1 FROM organization WHERE id = ${organizationId} FOR UPDATE`
}

/** Members in the order of their ids. */
export async function listMemberViews(
  tx: Tx,
  organizationId: OrganizationId,
  page: { after: string | undefined; limit: number },
): Promise<MemberView[]> {
  const rows = await tx.member.findMany({
    where: { organizationId, ...(page.after === undefined ? {} : { personId: { gt: page.after } }) },
    include: withPerson,
    orderBy: { personId: 'asc' },
    take: page.limit,
  })
  return rows.map(toView)
}

export async function findMember(tx: Tx, { organizationId, personId }: Membership): Promise<MemberView | undefined> {
  const row = await tx.member.findUnique({
    where: { organizationId_personId: { organizationId, personId } },
    include: withPerson,
  })
  return row ? toView(row) : undefined
}

export async function findMemberByEmail(
  tx: Tx,
  organizationId: OrganizationId,
  email: string,
): Promise<MemberView | undefined> {
  const row = await tx.member.findFirst({ where: { organizationId, person: { email } }, include: withPerson })
  return row ? toView(row) : undefined
}

export async function saveMember(tx: Tx, member: Membership & { role: MemberRole }): Promise<void> {
  await tx.member.create({ data: { ...member } })
}

export async function saveRole(tx: Tx, { organizationId, personId }: Membership, role: MemberRole): Promise<void> {
  await tx.member.update({ where: { organizationId_personId: { organizationId, personId } }, data: { role } })
}

export async function deleteMember(tx: Tx, { organizationId, personId }: Membership): Promise<void> {
  await tx.member.deleteMany({ where: { organizationId, personId } })
}

export async function countMembers(tx: Tx, organizationId: OrganizationId): Promise<{ all: number; owners: number }> {
  const all = await tx.member.count({ where: { organizationId } })
  return { all, owners: await tx.member.count({ where: { organizationId, role: 'owner' } }) }
}

/** Databases that exist or are being made; deleted ones end by themselves. */
export async function countDatabases(tx: Tx, organizationId: OrganizationId): Promise<number> {
  return tx.database.count({ where: { organizationId, life: { in: ['creating', 'present'] } } })
}

/** False when there is no such organization. */
export async function saveOrganizationName(tx: Tx, id: OrganizationId, name: string): Promise<boolean> {
  return (await tx.organization.updateMany({ where: { id }, data: { name } })).count === 1
}

/** Revokes what a person made for an organization and returns the ids. */
export async function revokeTokensOf(tx: Tx, { organizationId, personId }: Membership): Promise<TokenId[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE token SET revoked_at = now()
    WHERE organization_id = ${organizationId} AND created_by_id = ${personId} AND revoked_at IS NULL RETURNING id`
  return rows.map(({ id }) => TokenId.parse(id))
}

export async function listOpenSessionIds(tx: Tx, personId: PersonId): Promise<SessionId[]> {
  const rows = await tx.session.findMany({ where: { personId, endedAt: null }, select: { id: true } })
  return rows.map(({ id }) => SessionId.parse(id))
}

const toView = (row: MemberColumns): MemberView => ({
  id: PersonId.parse(row.personId),
  email: row.person.email,
  role: MemberRole.parse(row.role),
  isOperator: row.person.isOperator,
  since: row.createdAt.toISOString(),
})
