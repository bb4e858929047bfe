import type { Tx } from '../platform/database/database.ts'

interface Outdated {
  readonly before: Date
  readonly limit: number
}

/** First answers given before that moment. Returns how many were forgotten. */
export const forgetAnswers = (tx: Tx, { before, limit }: Outdated): Promise<number> => tx.$executeRaw`
  DELETE FROM idempotency_key WHERE (scope, key) IN (
    SELECT scope, key FROM idempotency_key WHERE created_at < ${before} LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    AND created_at < ${before}`

/** Refresh tokens of sessions that ended or expired before that moment. */
export const forgetRefreshTokens = (tx: Tx, { before, limit }: Outdated): Promise<number> => tx.$executeRaw`
  DELETE FROM refresh_token WHERE hash IN (
    SELECT token.hash FROM refresh_token token JOIN session ON session.id = token.session_id
    WHERE session.ended_at < ${before} OR session.expires_at < ${before}
    LIMIT ${limit} FOR UPDATE OF token SKIP LOCKED)`

/** Sessions that ended or expired before that moment and have no refresh token left. */
export const forgetSessions = (tx: Tx, { before, limit }: Outdated): Promise<number> => tx.$executeRaw`
  DELETE FROM session WHERE id IN (
    SELECT id FROM session WHERE (ended_at < ${before} OR expires_at < ${before})
      AND NOT EXISTS (SELECT 1 FROM refresh_token WHERE session_id = session.id)
    LIMIT ${limit} FOR UPDATE SKIP LOCKED)`
