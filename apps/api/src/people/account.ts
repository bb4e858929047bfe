import type { accountRoutes, OpenSessionView } from '@holdfast/shared/contract/account-routes'
import type { ReplyOf } from '@holdfast/shared/contract/define-route'
import type { OrganizationId, PersonId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import type { Tx } from '../platform/database/database.ts'
import { forgetEmail, listAuditEventsBy } from './account-store.ts'
import {
  forgetInvitationsAbout,
  listInvitationsAbout,
  revokeAllInvitations,
  toInvitationView,
} from './invitation-store.ts'
import { countDatabases, countMembers, findMember, lockMembers, saveOrganizationName } from './member-store.ts'
import { rightsChanged, takeOut } from './members.ts'
import { countOperators, deletePerson, findPerson, findPersonView, lockSignUp } from './person-store.ts'
import { listSessions, type SessionRecord } from './session-store.ts'
import { listTokenViewsOfMaker } from './token-store.ts'

const mostAuditEvents = 10_000
const mostSessions = 10_000

/** Everything kept about a person. */
export async function exportPerson(tx: Tx, id: PersonId): Promise<ReplyOf<typeof accountRoutes.export>> {
  const person = await findPersonView(tx, id)
  const row = await findPerson(tx, id)
  if (!person || !row) throw new Problem('not-found', { subject: id })
  return {
    exportedAt: new Date().toISOString(),
    person,
    signedUpAt: row.createdAt.toISOString(),
    sessions: (await listSessions(tx, id, { limit: mostSessions })).map((session) => ({
      ...toSessionView(session),
      endedAt: session.endedAt?.toISOString() ?? null,
      endedBecause: session.endedBecause,
    })),
    tokens: await listTokenViewsOfMaker(tx, id),
    invitations: (await listInvitationsAbout(tx, person)).map(toInvitationView),
    auditEvents: await listAuditEventsBy(tx, id, mostAuditEvents),
  }
}

export const toSessionView = (session: SessionRecord): Omit<OpenSessionView, 'isCurrent'> => ({
  id: session.id,
  startedAt: session.createdAt.toISOString(),
  lastUsedAt: session.lastUsedAt.toISOString(),
  expiresAt: session.expiresAt.toISOString(),
  address: session.address,
  userAgent: session.userAgent,
})

/** Deletes a person. Organizations that they share need another owner; those of theirs alone are closed when they hold no database. */
export async function deleteAccount(tx: Tx, id: PersonId): Promise<{ organizationsClosed: OrganizationId[] }> {
  await lockSignUp(tx)
  const person = await findPersonView(tx, id)
  if (!person) throw new Problem('not-found', { subject: id })
  if (person.isOperator && (await countOperators(tx)) === 1) throw new Problem('last-operator', { email: person.email })
  const organizationsClosed: OrganizationId[] = []
  for (const { organizationId } of person.memberships)
    if (await giveUp(tx, organizationId, id)) organizationsClosed.push(organizationId)
  await forgetInvitationsAbout(tx, person)
  await forgetEmail(tx, person.email)
  await rightsChanged(tx, id)
  await deletePerson(tx, id)
  return { organizationsClosed }
}

/** Ends a membership for good; true when nobody is left and the organization was closed. */
async function giveUp(tx: Tx, organizationId: OrganizationId, personId: PersonId): Promise<boolean> {
  await lockMembers(tx, organizationId)
  const member = await findMember(tx, { organizationId, personId })
  if (!member) return false
  const isAlone = (await countMembers(tx, organizationId)).all === 1
  const isEmpty = isAlone && (await countDatabases(tx, organizationId)) === 0
  await takeOut(tx, organizationId, { ...member, mayLeaveNobody: isEmpty })
  if (!isEmpty) return false
  await revokeAllInvitations(tx, organizationId)
  // The name may say whose it was.
  await saveOrganizationName(tx, organizationId, organizationId)
  return true
}
