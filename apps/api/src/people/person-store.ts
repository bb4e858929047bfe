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

/** The person with memberships, as the API shows them; undefined when there is no such person. */
export async function findPersonView(tx: Tx, personId: PersonId): Promise<PersonView | undefined> {
  const row = await tx.person.findUnique({
    where: { id: personId },
    include: { memberships: { include: { organization: true }, orderBy: { organizationId: 'asc' } } },
  })
  if (!row) return undefined
  return {
    id: personId,
    email: row.email,
    isOperator: row.isOperator,
    memberships: row.memberships.map((member) => ({
      organizationId: OrganizationId.parse(member.organizationId),
      name: member.organization.name,
      role: MemberRole.parse(member.role),
    })),
  }
}
