import type { Tx } from '../platform/database/database.ts'
import type { Secret } from '../platform/database/generated/client.ts'

export type SecretRow = Secret

export const findSecret = (tx: Tx, id: string, version: number | undefined): Promise<SecretRow | null> =>
  tx.secret.findFirst({ where: { id, ...(version === undefined ? {} : { version }) }, orderBy: { version: 'desc' } })

export async function insertSecret(tx: Tx, row: Omit<SecretRow, 'createdAt'>): Promise<void> {
  await tx.secret.create({ data: row, select: { id: true } })
}
