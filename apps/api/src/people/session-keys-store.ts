import { z } from 'zod'
import type { Tx } from '../platform/database/database.ts'

const name = 'session-keys'
const SecretPlace = z.object({ secretId: z.string(), version: z.int() })
export type SecretPlace = z.infer<typeof SecretPlace>

/** Replicas that start at once wait for each other here, so that one of them makes the keys. */
export async function lockSessionKeys(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('holdfast session keys', 0))`
}

/** Where the sealed session keys lie; undefined before the first start. */
export async function findSessionKeys(tx: Tx): Promise<SecretPlace | undefined> {
  const row = await tx.setting.findUnique({ where: { name } })
  return row ? SecretPlace.parse(row.value) : undefined
}

export async function saveSessionKeys(tx: Tx, place: SecretPlace): Promise<void> {
  await tx.setting.upsert({ where: { name }, create: { name, value: place }, update: { value: place } })
}
