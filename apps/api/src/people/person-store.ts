import { MemberRole } from '@holdfast/shared/contract/permissions'
import type { PersonView } from '@holdfast/shared/contract/person-routes'
import { OrganizationId, PersonId } from '@holdfast/shared/ids'
import type { Tx } from '../platform/database/database.ts'

export interface PersonRow {
  readonly id: PersonId
  readonly email: string
  readonly passwordHash: string
  readonly isOperator: boolean
}

export async function findPersonByEmail(tx: Tx, email: string): Promise<PersonRow | undefined> {
  const row = await tx.person.findUnique({ where: { email } })
  return row ? { ...row, id: PersonId.parse(row.id) } : undefined
}

export async function findPerson(tx: Tx, id: PersonId): Promise<(PersonRow & { createdAt: Date }) | undefined> {
  const row = await tx.person.findUnique({ where: { id } })
  return row ? { ...row, id: PersonId.parse(row.id) } : undefined
}

export async function savePasswordHash(tx: Tx, id: PersonId, passwordHash: string): Promise<void> {
  await tx.person.update({ where: { id }, data: { passwordHash } })
}

/** What counts what a person has passes one after the other. */
export async function lockPerson(tx: Tx, id: PersonId): Promise<void> {
  await tx.$executeRaw`SELECT 1 FROM person WHERE id = ${id} FOR NO KEY UPDATE`
}

/** How many operators there are; sign-ups and changes of operators must be locked. */
export const countOperators = (tx: Tx): Promise<number> => tx.person.count({ where: { isOperator: true } })

export async function saveIsOperator(tx: Tx, id: PersonId, isOperator: boolean): Promise<void> {
  await tx.person.update({ where: { id }, data: { isOperator } })
}

/** Removes the person with sessions and reset links; memberships must be gone. */
export async function deletePerson(tx: Tx, id: PersonId): Promise<void> {
  await tx.refreshToken.deleteMany({ where: { session: { personId: id } } })
  await tx.session.deleteMany({ where: { personId: id } })
  await tx.passwordReset.deleteMany({ where: { personId: id } })
  await tx.person.delete({ where: { id } })
}

export async function savePerson(tx: Tx, person: PersonRow): Promise<void> {
  await tx.person.create({ data: { ...person } })
}

export async function isThereAnOperator(tx: Tx): Promise<boolean> {
  return (await tx.person.findFirst({ where: { isOperator: true }, select: { id: true } })) !== null
}

/** Sign-ups wait for each other here, so that only one of them can be the first operator. Must be the first statement. */
export async function lockSignUp(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('holdfast sign-up', 0))`
}

/** Everybody, or whoever has this e-mail, in the order of their ids. */
export async function listPersonViews(
  tx: Tx,
  page: { after: string | undefined; limit: number; email?: string | undefined },
): Promise<PersonView[]> {
  const rows = await tx.person.findMany({
    where: {
      ...(page.after === undefined ? {} : { id: { gt: page.after } }),
      ...(page.email === undefined ? {} : { email: page.email }),
    },
    include: withMemberships,
    orderBy: { id: 'asc' },
    take: page.limit,
  })
  return rows.map(toView)
}

/** The person with memberships, as the API shows them; undefined when there is no such person. */
export async function findPersonView(tx: Tx, personId: PersonId): Promise<PersonView | undefined> {
  const row = await tx.person.findUnique({ where: { id: personId }, include: withMemberships })
  return row ? toView(row) : undefined
}

const withMemberships = {
  memberships: { include: { organization: true }, orderBy: { organizationId: 'asc' } },
} as const

interface Columns {
  id: string
  email: string
  isOperator: boolean
  memberships: { organizationId: string; role: string; organization: { name: string } }[]
}

const toView = (row: Columns): PersonView => ({
  id: PersonId.parse(row.id),
  email: row.email,
  isOperator: row.isOperator,
  memberships: row.memberships.map((member) => ({
    organizationId: OrganizationId.parse(member.organizationId),
    name: member.organization.name,
    role: MemberRole.parse(member.role),
  })),
})
