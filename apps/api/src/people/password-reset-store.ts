import { PersonId } from '@holdfast/shared/ids'
import type { Tx } from '../platform/database/database.ts'

export interface PasswordResetRow {
  readonly personId: PersonId
  readonly email: string
  readonly expiresAt: Date
  readonly usedAt: Date | null
}

/** A new link takes the place of those that nobody used. */
export async function savePasswordReset(
  tx: Tx,
  reset: { hash: string; personId: PersonId; expiresAt: Date },
): Promise<void> {
  await forgetUnusedResets(tx, reset.personId)
  await tx.passwordReset.create({ data: { ...reset } })
}

/** Whether a link that nobody used was made since then. */
export async function hasUnusedReset(tx: Tx, personId: PersonId, since: Date): Promise<boolean> {
  return (await tx.passwordReset.count({ where: { personId, usedAt: null, createdAt: { gt: since } } })) > 0
}

export async function forgetUnusedResets(tx: Tx, personId: PersonId): Promise<void> {
  await tx.passwordReset.deleteMany({ where: { personId, usedAt: null } })
}

export async function findPasswordReset(tx: Tx, hash: string): Promise<PasswordResetRow | undefined> {
  const row = await tx.passwordReset.findUnique({ where: { hash }, include: { person: { select: { email: true } } } })
  if (!row) return undefined
  return {
    personId: PersonId.parse(row.personId),
    email: row.person.email,
    expiresAt: row.expiresAt,
    usedAt: row.usedAt,
  }
}

/** Uses the link up; false when somebody was faster. */
export async function usePasswordReset(tx: Tx, hash: string): Promise<boolean> {
  return (
    (await tx.passwordReset.updateMany({ where: { hash, usedAt: null }, data: { usedAt: new Date() } })).count === 1
  )
}
