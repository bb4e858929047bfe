import type { Tx } from '../platform/database/database.ts'

export interface MailRow {
  readonly id: string
  readonly recipient: string
  readonly subject: string
  readonly keyId: string | null
  readonly sealedText: Uint8Array | null
  /** Attempts, this one included. */
  readonly attempts: number
}

export interface NewMail {
  readonly id: string
  readonly recipient: string
  readonly subject: string
  readonly keyId: string
  readonly sealedText: Uint8Array<ArrayBuffer>
  readonly now: Date
}

export async function saveMail(tx: Tx, { now, ...mail }: NewMail): Promise<void> {
  await tx.mail.create({ data: { ...mail, createdAt: now, nextAttemptAt: now }, select: { id: true } })
}

/** Takes one letter that is due for one attempt; whoever dies with it is followed by another at `until`. */
export async function claimMail(tx: Tx, { now, until }: { now: Date; until: Date }): Promise<MailRow | undefined> {
  const [row] = await tx.$queryRaw<MailRow[]>`
    UPDATE mail SET attempts = attempts + 1, next_attempt_at = ${until} WHERE id IN (
      SELECT id FROM mail WHERE next_attempt_at <= ${now} ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id, recipient, subject, key_id AS "keyId", sealed_text AS "sealedText", attempts`
  return row
}

export async function saveSent(tx: Tx, id: string, now: Date): Promise<void> {
  await tx.mail.update({ where: { id }, data: { state: 'sent', ...ended(now), lastError: null }, select: { id: true } })
}

/** `retryAt` null: it is given up. */
export async function saveUnsent(
  tx: Tx,
  id: string,
  { because, retryAt, now }: { because: string; retryAt: Date | null; now: Date },
): Promise<void> {
  const data = retryAt ? { nextAttemptAt: retryAt } : { state: 'failed', ...ended(now) }
  await tx.mail.update({ where: { id }, data: { ...data, lastError: because }, select: { id: true } })
}

/** The text is dropped with the last attempt. */
const ended = (now: Date) => ({ nextAttemptAt: null, finishedAt: now, sealedText: null, keyId: null })

export async function forgetMail(tx: Tx, before: Date): Promise<void> {
  await tx.mail.deleteMany({ where: { finishedAt: { lt: before } } })
}
