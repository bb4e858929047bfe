import { Problem } from '@holdfast/shared/problems/problem'
import type { Tx } from '../platform/database/database.ts'
import type { Caller } from './caller.ts'
import { findProof } from './session-store.ts'

/** How long a password that was typed counts for reading those of databases. */
export const freshForMs = 10 * 60_000

/**
 * Throws `fresh-sign-in-needed` for a person who typed their password longer ago: whoever finds an open browser does not know it.
 * A token has no password to type; what it may read is for its scopes to say.
 */
export async function demandFreshSignIn(tx: Tx, { sessionId }: Caller, now: Date = new Date()): Promise<void> {
  if (sessionId === null) return
  const provedAt = await findProof(tx, sessionId)
  if (!provedAt || now.getTime() - provedAt.getTime() > freshForMs)
    throw new Problem('fresh-sign-in-needed', { minutes: freshForMs / 60_000 })
}
