import type { MemberView } from '@holdfast/shared/contract/member-routes'
import { permissionsOfRole } from '@holdfast/shared/contract/permissions'
import type { PersonId, SessionId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import type { Tx } from '../platform/database/database.ts'
import { inWords } from '../platform/moment.ts'
import { type Caller, organizationOf } from './caller.ts'
import { findMember } from './member-store.ts'
import {
  findPasswordReset,
  forgetUnusedResets,
  hasUnusedReset,
  type PasswordResetRow,
  savePasswordReset,
  usePasswordReset,
} from './password-reset-store.ts'
import { findPersonByEmail, findPersonView, savePasswordHash } from './person-store.ts'
import { endSessionsNow } from './sessions.ts'
import { hashToken, isTokenValue, newTokenValue } from './token-format.ts'
import { findMakerOfToken } from './token-store.ts'

const goodForMs = 86_400_000
/** Nobody fills somebody else's mailbox. */
const betweenMailsMs = 5 * 60_000

export interface ResetOffer {
  readonly personId: PersonId
  readonly email: string
  /** The link's secret: in this answer and nowhere else. */
  readonly value: string
  readonly expiresAt: Date
}

/** A link for any other person, given by an operator. Throws `password-not-yours-to-reset` for oneself. */
export async function offerResetToPerson(tx: Tx, caller: Caller, personId: PersonId): Promise<ResetOffer> {
  const person = await findPersonView(tx, personId)
  if (person && (await isOneself(tx, caller, personId)))
    throw new Problem('password-not-yours-to-reset', { email: person.email })
  return offerReset(tx, personId)
}

/** A link for whoever it is. */
async function offerReset(tx: Tx, personId: PersonId): Promise<ResetOffer> {
  const person = await findPersonView(tx, personId)
  if (!person) throw new Problem('not-found', { subject: personId })
  const value = newTokenValue('reset')
  const expiresAt = new Date(Date.now() + goodForMs)
  await savePasswordReset(tx, { hash: hashToken(value), personId, expiresAt })
  return { personId, email: person.email, value, expiresAt }
}

/** A link for whoever forgot their password; undefined when nobody has the e-mail, or one was made a moment ago. */
export async function offerResetByEmail(tx: Tx, email: string): Promise<ResetOffer | undefined> {
  const person = await findPersonByEmail(tx, email)
  if (!person || (await hasUnusedReset(tx, person.id, new Date(Date.now() - betweenMailsMs)))) return undefined
  return offerReset(tx, person.id)
}

/**
 * A link for a member, given by whoever manages their only organization. Whoever holds it can become that person, so it must give
 * nothing that the giver has not got: no other organization, no operator's rights, no owner to an admin.
 */
export async function offerResetToMember(tx: Tx, caller: Caller, personId: PersonId): Promise<ResetOffer> {
  const member = await findMember(tx, { organizationId: organizationOf(caller), personId })
  if (!member) throw new Problem('not-found', { subject: personId })
  const person = await findPersonView(tx, personId)
  const isTheirs = isWithinReach(caller, member) && !(await isOneself(tx, caller, personId))
  if (!isTheirs || person?.memberships.length !== 1)
    throw new Problem('password-not-yours-to-reset', { email: member.email })
  return offerReset(tx, personId)
}

const isWithinReach = (caller: Caller, { role, isOperator }: MemberView): boolean =>
  !isOperator && permissionsOfRole[role].every((permission) => caller.permissions.has(permission))

/** Who changes the own password types it: a session, or a token that was found, is not enough. */
const isOneself = async (tx: Tx, { id, personId }: Caller, other: PersonId): Promise<boolean> =>
  other === (personId ?? (await findMakerOfToken(tx, id)))

/** The reset behind a link. Throws `reset-refused` saying why it is not good. */
export async function readReset(tx: Tx, value: string): Promise<PasswordResetRow> {
  const row = isTokenValue(value) ? await findPasswordReset(tx, hashToken(value)) : undefined
  if (!row) throw refused('is not known; a newer one may have replaced it')
  if (row.usedAt) throw refused('was used already')
  if (row.expiresAt.getTime() <= Date.now()) throw refused(`ended on ${inWords(row.expiresAt)}`)
  return row
}

/** Uses the link up: the new password holds and every session ends. */
export async function resetPassword(
  tx: Tx,
  wish: { value: string; passwordHash: string },
): Promise<{ row: PasswordResetRow; sessionsEnded: number }> {
  const row = await readReset(tx, wish.value)
  if (!(await usePasswordReset(tx, hashToken(wish.value)))) throw refused('was used already')
  await savePasswordHash(tx, row.personId, wish.passwordHash)
  return { row, sessionsEnded: await endSessionsNow(tx, row.personId, { because: 'the password was reset' }) }
}

/** The person's own change: other sessions end, and links that nobody used are worth nothing. */
export async function changePassword(
  tx: Tx,
  caller: { personId: PersonId; sessionId: SessionId },
  passwordHash: string,
): Promise<number> {
  await savePasswordHash(tx, caller.personId, passwordHash)
  await forgetUnusedResets(tx, caller.personId)
  return endSessionsNow(tx, caller.personId, { because: 'the password was changed', but: caller.sessionId })
}

const refused = (because: string): Problem => new Problem('reset-refused', { because })
