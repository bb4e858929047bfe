import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Database, Tx } from '../platform/database/database.ts'
import { type AuthorityRecord, intermediates, makeAuthority } from './certificate-authority.ts'
import { exportKey, newKeyPair, publicHalf } from './certificates.ts'
import type { Secrets } from './secrets.ts'

const Name = z.enum(['root', ...intermediates])
const placeOf = (name: string) =>
  ({ organizationId: null, databaseId: null, purpose: 'authority', subject: name }) as const

/** Reads the platform's CA; the first replica that asks makes it. Private keys lie sealed in the books. */
export function loadAuthority(database: Database, secrets: Secrets, installation: string): Promise<AuthorityRecord[]> {
  return database.transaction(async (tx) => {
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(72707402)::text`
    const kept = await readAuthority(tx, secrets)
    if (kept.length > 0) return kept
    const made = await makeAuthority(installation)
    for (const { name, certificate, key } of made) {
      const { keyId, sealed } = await secrets.seal(placeOf(name), key)
      await tx.authority.create({ data: { name, certificate, keyId, sealedKey: Uint8Array.from(sealed) } })
    }
    return made
  })
}

async function readAuthority(tx: Tx, secrets: Secrets): Promise<AuthorityRecord[]> {
  const rows = await tx.authority.findMany({ where: { name: { in: Name.options } } })
  return Promise.all(
    rows.map(async ({ name, certificate, keyId, sealedKey }) => ({
      name: Name.parse(name),
      certificate,
      key: await secrets.unseal(placeOf(name), { keyId, sealed: sealedKey }),
    })),
  )
}

const doorKeyName = 'door'

/**
 * The private key (PKCS #8) of the agents' door, the same on every replica and after every restart: a printed line pins it. Its row
 * holds the public half where the others hold a certificate.
 */
export function loadDoorKey(database: Database, secrets: Secrets): Promise<Buffer> {
  return database.transaction(async (tx) => {
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(72707402)::text`
    const kept = await tx.authority.findUnique({ where: { name: doorKeyName } })
    if (kept) return secrets.unseal(placeOf(doorKeyName), { keyId: kept.keyId, sealed: kept.sealedKey })
    const key = await exportKey((await newKeyPair()).privateKey)
    const { keyId, sealed } = await secrets.seal(placeOf(doorKeyName), key)
    const certificate = publicHalf(key).toString('base64')
    await tx.authority.create({ data: { name: doorKeyName, certificate, keyId, sealedKey: Uint8Array.from(sealed) } })
    return key
  })
}

/** SHA-256 of the door's public key, base64: what `curl --pinnedpubkey` wants. */
export const doorPinOf = (key: Buffer): string => createHash('sha256').update(publicHalf(key)).digest('base64')
