import type { Limits } from '@holdfast/shared/contract/organization-routes'
import { MemberRole } from '@holdfast/shared/contract/permissions'
import { OrganizationId, type PersonId } from '@holdfast/shared/ids'
import type { Tx } from '../platform/database/database.ts'

export interface OrganizationRow {
  readonly id: OrganizationId
  readonly name: string
  readonly createdAt: Date
}

export interface MembershipRow extends OrganizationRow {
  readonly role: MemberRole
}

/** Inserts the organization with its first member, the owner. */
export async function saveOrganization(
  tx: Tx,
  organization: { id: OrganizationId; name: string; limits: Limits; owner: PersonId },
): Promise<OrganizationRow> {
  const { id, name, limits, owner } = organization
  return toOrganization(
    await tx.organization.create({
      data: { id, name, ...toColumns(limits), members: { create: { personId: owner, role: 'owner' } } },
    }),
  )
}

export const countOwned = (tx: Tx, personId: PersonId): Promise<number> =>
  tx.member.count({ where: { personId, role: 'owner' } })

export async function findOrganization(tx: Tx, id: OrganizationId): Promise<OrganizationRow | undefined> {
  const row = await tx.organization.findUnique({ where: { id } })
  return row ? toOrganization(row) : undefined
}

/** Memberships of a person in the order of the organizations' ids, after the id `after`. */
export async function listMemberships(
  tx: Tx,
  personId: PersonId,
  page: { after: string | undefined; limit: number },
): Promise<MembershipRow[]> {
  const rows = await tx.member.findMany({
    where: { personId, ...(page.after === undefined ? {} : { organizationId: { gt: page.after } }) },
    include: { organization: true },
    orderBy: { organizationId: 'asc' },
    take: page.limit,
  })
  return rows.map((row) => ({ ...toOrganization(row.organization), role: MemberRole.parse(row.role) }))
}

/** Every organization, in the order of their ids, with how many members it has. */
export async function listOrganizationRows(
  tx: Tx,
  page: { after: string | undefined; limit: number },
): Promise<(OrganizationRow & { members: number })[]> {
  const rows = await tx.organization.findMany({
    where: page.after === undefined ? {} : { id: { gt: page.after } },
    include: { _count: { select: { members: true } } },
    orderBy: { id: 'asc' },
    take: page.limit,
  })
  return rows.map((row) => ({ ...toOrganization(row), members: row._count.members }))
}

export async function findLimits(tx: Tx, id: OrganizationId): Promise<Limits | undefined> {
  const row = await tx.organization.findUnique({ where: { id } })
  if (!row) return undefined
  return {
    databases: row.databasesLimit,
    cpus: row.cpusLimit,
    memoryBytes: Number(row.memoryLimitBytes),
    storageBytes: Number(row.storageLimitBytes),
    connections: row.connectionsLimit,
  }
}

/** False when there is no such organization. */
export async function saveLimits(tx: Tx, id: OrganizationId, limits: Limits): Promise<boolean> {
  const { count } = await tx.organization.updateMany({ where: { id }, data: toColumns(limits) })
  return count === 1
}

const toColumns = (limits: Limits) => ({
  databasesLimit: limits.databases,
  cpusLimit: limits.cpus,
  memoryLimitBytes: BigInt(limits.memoryBytes),
  storageLimitBytes: BigInt(limits.storageBytes),
  connectionsLimit: limits.connections,
})

const toOrganization = (row: { id: string; name: string; createdAt: Date }): OrganizationRow => ({
  id: OrganizationId.parse(row.id),
  name: row.name,
  createdAt: row.createdAt,
})
