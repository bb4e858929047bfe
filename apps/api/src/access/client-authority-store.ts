import type { DatabaseId } from '@holdfast/shared/ids'
import type { Tx } from '../platform/database/database.ts'
import type { ClientAuthority, ClientCertificate } from '../platform/database/generated/client.ts'

export type ClientAuthorityRow = ClientAuthority
export type ClientCertificateRow = Omit<ClientCertificate, 'databaseId'>

export const findClientAuthority = (tx: Tx, databaseId: DatabaseId): Promise<ClientAuthorityRow | null> =>
  tx.clientAuthority.findUnique({ where: { databaseId } })

export async function saveClientAuthority(tx: Tx, row: Omit<ClientAuthorityRow, 'crl'>): Promise<void> {
  await tx.clientAuthority.create({ data: row, select: { databaseId: true } })
}

export async function saveRevocations(tx: Tx, databaseId: DatabaseId, crl: string): Promise<void> {
  await tx.clientAuthority.update({ where: { databaseId }, data: { crl }, select: { databaseId: true } })
}

export async function saveClientCertificate(tx: Tx, databaseId: DatabaseId, row: ClientCertificateRow): Promise<void> {
  await tx.clientCertificate.create({ data: { ...row, databaseId }, select: { serial: true } })
}

/** Those that have not expired, newest first; `after` is the serial of the last one of the page before. */
export async function listClientCertificates(
  tx: Tx,
  { databaseId, now }: { databaseId: DatabaseId; now: Date },
): Promise<ClientCertificateRow[]> {
  return tx.clientCertificate.findMany({
    where: { databaseId, expiresAt: { gt: now } },
    orderBy: [{ issuedAt: 'desc' }, { serial: 'asc' }],
    omit: { databaseId: true },
  })
}

/** Forgets what has expired: neither a list nor a revocation needs it. */
export async function forgetExpiredCertificates(tx: Tx, databaseId: DatabaseId, now: Date): Promise<void> {
  await tx.clientCertificate.deleteMany({ where: { databaseId, expiresAt: { lte: now } } })
}

/** Returns how many were valid until now. */
export async function revokeRows(
  tx: Tx,
  { databaseId, now, ...which }: { databaseId: DatabaseId; now: Date; serial?: string; logins?: readonly string[] },
): Promise<number> {
  const { serial, logins } = which
  const { count } = await tx.clientCertificate.updateMany({
    where: {
      databaseId,
      revokedAt: null,
      ...(serial === undefined ? {} : { serial }),
      ...(logins === undefined ? {} : { login: { in: [...logins] } }),
    },
    data: { revokedAt: now },
  })
  return count
}
