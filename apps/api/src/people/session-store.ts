import { PersonId, SessionId } from '@holdfast/shared/ids'
import type { Tx } from '../platform/database/database.ts'

export interface SessionRow {
  readonly id: SessionId
  readonly personId: PersonId
  readonly expiresAt: Date
  readonly endedAt: Date | null
}

export interface RefreshRow {
  readonly replacedAt: Date | null
  readonly session: SessionRow
}

export interface NewSession {
  readonly id: SessionId
  readonly personId: PersonId
  readonly expiresAt: Date
  readonly address: string | null
  readonly userAgent: string | null
}

export async function saveSession(tx: Tx, session: NewSession): Promise<void> {
  await tx.session.create({ data: { ...session } })
}

export async function saveRefreshToken(tx: Tx, sessionId: SessionId, hash: string): Promise<void> {
  await tx.refreshToken.create({ data: { hash, sessionId } })
}

/** The refresh token with its session, locked until the transaction ends: two uses at once are judged one after the other. */
export async function lockRefreshToken(tx: Tx, hash: string): Promise<RefreshRow | undefined> {
  await tx.$executeRaw`
    SELECT 1 FROM session WHERE id = (SELECT session_id FROM refresh_token WHERE hash = ${hash}) FOR UPDATE`
  const row = await tx.refreshToken.findUnique({ where: { hash }, include: { session: true } })
  if (!row) return undefined
  return { replacedAt: row.replacedAt, session: toSession(row.session) }
}

/** When the refresh token was replaced; undefined when there is no such token. */
export async function findReplacement(tx: Tx, hash: string): Promise<{ replacedAt: Date | null } | undefined> {
  const row = await tx.refreshToken.findUnique({ where: { hash }, select: { replacedAt: true } })
  return row ?? undefined
}

export async function replaceRefreshToken(tx: Tx, used: { hash: string; by: string; session: SessionRow }, now: Date) {
  await tx.refreshToken.update({ where: { hash: used.hash }, data: { replacedAt: now } })
  await tx.refreshToken.create({ data: { hash: used.by, sessionId: used.session.id } })
  await tx.session.update({ where: { id: used.session.id }, data: { lastUsedAt: now } })
}

/** Ends a session; an ended one stays as it is. */
export async function endSession(tx: Tx, sessionId: SessionId, because: string): Promise<void> {
  await tx.session.updateMany({
    where: { id: sessionId, endedAt: null },
    data: { endedAt: new Date(), endedBecause: because },
  })
}

export interface SessionRecord extends SessionRow {
  readonly createdAt: Date
  readonly lastUsedAt: Date
  readonly address: string | null
  readonly userAgent: string | null
  readonly endedBecause: string | null
}

/** Sessions of a person, newest first; with `open` only those that have not ended. */
export async function listSessions(
  tx: Tx,
  personId: PersonId,
  page: { after?: string | undefined; limit: number; open?: boolean },
): Promise<SessionRecord[]> {
  const rows = await tx.session.findMany({
    where: {
      personId,
      ...(page.open ? { endedAt: null, expiresAt: { gt: new Date() } } : {}),
      ...(page.after === undefined ? {} : { id: { lt: page.after } }),
    },
    orderBy: { id: 'desc' },
    take: page.limit,
  })
  return rows.map((row) => ({ ...row, ...toSession(row) }))
}

/** Ends every session of a person, or all but one; returns their ids. */
export async function endSessionsOf(
  tx: Tx,
  personId: PersonId,
  { because, but }: { because: string; but?: SessionId | undefined },
): Promise<SessionId[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE session SET ended_at = now(), ended_because = ${because}
    WHERE person_id = ${personId} AND ended_at IS NULL AND id <> ${but ?? ''} RETURNING id`
  return rows.map(({ id }) => SessionId.parse(id))
}

export async function findSession(tx: Tx, sessionId: SessionId): Promise<SessionRow | undefined> {
  const row = await tx.session.findUnique({ where: { id: sessionId } })
  return row ? toSession(row) : undefined
}

/** When the person last typed their password in this session. */
export async function findProof(tx: Tx, sessionId: SessionId): Promise<Date | undefined> {
  const row = await tx.session.findUnique({ where: { id: sessionId }, select: { provedAt: true } })
  return row?.provedAt
}

export async function saveProof(tx: Tx, sessionId: SessionId): Promise<void> {
  await tx.session.update({ where: { id: sessionId }, data: { provedAt: new Date() } })
}

function toSession(row: { id: string; personId: string; expiresAt: Date; endedAt: Date | null }): SessionRow {
  return {
    id: SessionId.parse(row.id),
    personId: PersonId.parse(row.personId),
    expiresAt: row.expiresAt,
    endedAt: row.endedAt,
  }
}
