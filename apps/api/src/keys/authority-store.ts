import { z } from 'zod'
import type { Database, Tx } from '../platform/database/database.ts'
import { type AuthorityRecord, intermediates, makeAuthority } from './certificate-authority.ts'
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
  const rows = await tx.authority.findMany()
  return Promise.all(
    rows.map(async ({ name, certificate, keyId, sealedKey }) => ({
      name: Name.parse(name),
      certificate,
      key: await secrets.unseal(placeOf(name), { keyId, sealed: sealedKey }),
    })),
  )
}
