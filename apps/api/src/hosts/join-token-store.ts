import type { HostId } from '@holdfast/shared/ids'
import { z } from 'zod'
import type { Tx } from '../platform/database/database.ts'

const Row = z.object({ labels: z.record(z.string(), z.string()), expiresAt: z.date(), usedAt: z.date().nullable() })
export type JoinTokenRecord = z.infer<typeof Row>

export interface NewJoinToken {
  /** SHA-256 of the token, hex. */
  readonly hash: string
  readonly labels: Readonly<Record<string, string>>
  readonly expiresAt: Date
}

export async function saveJoinToken(tx: Tx, { hash, labels, expiresAt }: NewJoinToken): Promise<void> {
  await tx.joinToken.create({ data: { hash, labels: { ...labels }, expiresAt } })
}

/** Makes an unused token good again until `expiresAt`; a used one stays used. */
export async function renewJoinToken(tx: Tx, { hash, labels, expiresAt }: NewJoinToken): Promise<void> {
  await tx.joinToken.createMany({ data: [{ hash, labels: { ...labels }, expiresAt }], skipDuplicates: true })
  await tx.joinToken.updateMany({ where: { hash, usedAt: null }, data: { expiresAt } })
}

export async function findJoinToken(tx: Tx, hash: string): Promise<JoinTokenRecord | undefined> {
  const row = await tx.joinToken.findUnique({ where: { hash } })
  return row ? Row.parse(row) : undefined
}

/** The token, locked: of two hosts with one token the second waits and then finds it used. */
export async function lockJoinToken(tx: Tx, hash: string): Promise<JoinTokenRecord | undefined> {
  const [row] = await tx.$queryRaw<unknown[]>`
    SELECT labels, expires_at AS "expiresAt", used_at AS "usedAt" FROM join_token WHERE hash = ${hash} FOR UPDATE`
  return row === undefined ? undefined : Row.parse(row)
}

export async function useJoinToken(
  tx: Tx,
  hash: string,
  { hostId, now }: { hostId: HostId; now: Date },
): Promise<void> {
  await tx.joinToken.update({ where: { hash }, data: { usedAt: now, hostId } })
}
