import { createHmac, randomBytes } from 'node:crypto'
import { newId, type PersonId, SessionId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import type { Tx } from '../platform/database/database.ts'
import { notify } from '../platform/database/notifications.ts'
import {
  endSession,
  endSessionsOf,
  findReplacement,
  findSession,
  lockRefreshToken,
  replaceRefreshToken,
  type SessionRow,
  saveRefreshToken,
  saveSession,
} from './session-store.ts'
import { hashToken } from './token-format.ts'

const sessionDays = 30
/** Two tabs that refresh at the same moment are one person; after this a second use is a stolen copy. */
const graceMs = 10_000

export interface StartedSession {
  readonly sessionId: SessionId
  readonly refreshToken: string
}

/** `reused` has ended the session: the caller commits, then answers with the problem `session-reused`. */
export type RefreshOutcome =
  | { readonly is: 'refreshed'; readonly session: SessionRow; readonly refreshToken: string }
  | { readonly is: 'reused'; readonly session: SessionRow }

export async function startSession(
  tx: Tx,
  personId: PersonId,
  from: { address: string | null; userAgent: string | null },
): Promise<StartedSession> {
  const sessionId = SessionId.parse(newId('ss'))
  const refreshToken = randomBytes(32).toString('base64url')
  const expiresAt = new Date(Date.now() + sessionDays * 86_400_000)
  await saveSession(tx, { id: sessionId, personId, expiresAt, ...from })
  await saveRefreshToken(tx, sessionId, hashToken(refreshToken))
  return { sessionId, refreshToken }
}

/** Exchanges a refresh token for its successor. Throws `not-signed-in` for one that is unknown, ended or too old. */
export async function refreshSession(
  tx: Tx,
  presented: { token: string | undefined; key: Buffer },
  now: Date = new Date(),
): Promise<RefreshOutcome> {
  if (!presented.token) throw refused('there is no refresh cookie')
  const row = await lockRefreshToken(tx, hashToken(presented.token))
  if (!row) throw refused('the refresh token is not known')
  const { session, replacedAt } = row
  if (session.endedAt) throw refused('the session has ended')
  if (session.expiresAt <= now) throw refused('the session is too old')
  if (replacedAt === null) {
    const by = successorOf(presented.token, presented.key)
    await replaceRefreshToken(tx, { hash: hashToken(presented.token), by: hashToken(by), session }, now)
    return { is: 'refreshed', session, refreshToken: by }
  }
  if (now.getTime() - replacedAt.getTime() > graceMs) {
    await endSession(tx, session.id, 'a refresh token was used twice')
    await notify(tx, 'revoked', session.id)
    return { is: 'reused', session }
  }
  return { is: 'refreshed', session, refreshToken: await newestSuccessor(tx, presented.token, presented.key) }
}

export async function endSessionNow(tx: Tx, sessionId: SessionId): Promise<void> {
  await endSession(tx, sessionId, 'signed out')
  await notify(tx, 'revoked', sessionId)
}

/** Ends one session of a person. Throws `not-found` for somebody else's. */
export async function endOwnSession(tx: Tx, personId: PersonId, sessionId: SessionId): Promise<void> {
  const session = await findSession(tx, sessionId)
  if (session?.personId !== personId) throw new Problem('not-found', { subject: sessionId })
  await endSession(tx, sessionId, 'ended from another session')
  await notify(tx, 'revoked', sessionId)
}

/** Ends every session of a person, or all but one. */
export async function endSessionsNow(
  tx: Tx,
  personId: PersonId,
  how: { because: string; but?: SessionId },
): Promise<number> {
  const ended = await endSessionsOf(tx, personId, how)
  for (const sessionId of ended) await notify(tx, 'revoked', sessionId)
  return ended.length
}

/** Derived, not drawn: whoever presents the same token again gets the same successor, and nothing secret is stored. */
export const successorOf = (token: string, key: Buffer): string =>
  createHmac('sha256', key).update(token).digest('base64url')

/** A late second use must not put an older cookie in the place of a newer one. */
async function newestSuccessor(tx: Tx, token: string, key: Buffer): Promise<string> {
  let newest = successorOf(token, key)
  for (let steps = 0; steps < 20; steps++) {
    const row = await findReplacement(tx, hashToken(newest))
    if (!row?.replacedAt) return newest
    newest = successorOf(newest, key)
  }
  return newest
}

const refused = (because: string): Problem => new Problem('not-signed-in', { because })
