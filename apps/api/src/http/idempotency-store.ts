import type { Tx } from '../platform/database/database.ts'

export interface KeptAnswer {
  readonly requestHash: string
  readonly status: number
  readonly reply: Buffer
}

interface KeyPlace {
  readonly scope: string
  readonly key: string
}

/**
 * Takes the key for this transaction: true when it was free (or older than a day). While another transaction holds it this waits,
 * `lock_timeout` at most.
 */
export async function claimKey(tx: Tx, { scope, key }: KeyPlace, requestHash: string): Promise<boolean> {
  await tx.$executeRaw`SET LOCAL lock_timeout = '4s'`
  const claimed = await tx.$executeRaw`
    INSERT INTO idempotency_key (scope, key, request_hash) VALUES (${scope}, ${key}, ${requestHash})
    ON CONFLICT (scope, key) DO UPDATE
      SET request_hash = excluded.request_hash, status = NULL, reply = NULL, created_at = now()
      WHERE idempotency_key.created_at < now() - interval '24 hours'`
  await tx.$executeRaw`SET LOCAL lock_timeout TO DEFAULT`
  return claimed === 1
}

export async function findAnswer(tx: Tx, { scope, key }: KeyPlace): Promise<KeptAnswer | undefined> {
  const row = await tx.idempotencyKey.findUnique({ where: { scope_key: { scope, key } } })
  if (!row || row.status === null || row.reply === null) return undefined
  return { requestHash: row.requestHash, status: row.status, reply: Buffer.from(row.reply) }
}

export async function keepAnswer(tx: Tx, { scope, key }: KeyPlace, answer: Omit<KeptAnswer, 'requestHash'>) {
  await tx.idempotencyKey.update({
    where: { scope_key: { scope, key } },
    data: { status: answer.status, reply: new Uint8Array(answer.reply) },
  })
}
