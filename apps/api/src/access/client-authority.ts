import type { DatabaseId } from '@holdfast/shared/ids'
import type { Asked } from '../databases/asked.ts'
import type { DatabaseRecord } from '../databases/database-record.ts'
import { exportKey, importKey, makeRoot, revocationList, type Signer } from '../keys/certificates.ts'
import {
  findClientAuthority,
  forgetExpiredCertificates,
  listClientCertificates,
  revokeRows,
  saveClientAuthority,
  saveRevocations,
} from './client-authority-store.ts'

type Owned = Pick<DatabaseRecord, 'id' | 'organizationId'>

/** Its key opens only for the database that it belongs to. */
const placeOf = ({ id, organizationId }: Owned) =>
  ({ organizationId, databaseId: id, purpose: 'client-authority', subject: id }) as const

/**
 * The database's own CA of client certificates, made when it has none: a certificate of another database is worth nothing here. The
 * caller holds the lock of the database. `isNew` says that the hosts have not been told of it.
 */
export async function ensureClientAuthority(
  { tx, parts }: Asked,
  database: Owned,
): Promise<{ signer: Signer; isNew: boolean }> {
  const kept = await findClientAuthority(tx, database.id)
  if (kept) {
    const key = importKey(await parts.secrets.unseal(placeOf(database), { keyId: kept.keyId, sealed: kept.sealedKey }))
    return { signer: { certificate: kept.certificate, key }, isNew: false }
  }
  const { certificate, keys } = await makeRoot(`Holdfast clients of ${database.id}`)
  const { keyId, sealed } = await parts.secrets.seal(placeOf(database), await exportKey(keys.privateKey))
  await saveClientAuthority(tx, { databaseId: database.id, certificate, keyId, sealedKey: Uint8Array.from(sealed) })
  return { signer: { certificate, key: keys.privateKey }, isNew: true }
}

/** Revokes every certificate of these logins, so that a later role of the same name does not wake them. */
export const revokeOf = (asked: Asked, database: Owned, logins: readonly string[]): Promise<void> =>
  revoke(asked, database, { logins })

/** Revokes, and signs the list anew. The caller tells the hosts. */
export async function revoke(
  asked: Asked,
  database: Owned,
  which: { serial: string } | { logins: readonly string[] },
): Promise<void> {
  const { tx, parts } = asked
  const now = parts.clock.now()
  const databaseId: DatabaseId = database.id
  if ((await revokeRows(tx, { databaseId, now, ...which })) === 0) return
  await forgetExpiredCertificates(tx, databaseId, now)
  const { signer } = await ensureClientAuthority(asked, database)
  const revoked = (await listClientCertificates(tx, { databaseId, now })).flatMap(({ serial, revokedAt }) =>
    revokedAt ? [{ serial, at: revokedAt }] : [],
  )
  await saveRevocations(tx, databaseId, await revocationList(signer, revoked))
}
