import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Tx } from '../platform/database/database.ts'
import { findSessionKeys, lockSessionKeys, type SecretPlace, saveSessionKeys } from './session-keys-store.ts'

const SigningKey = z.object({ kid: z.string(), privateKey: z.string(), publicKey: z.string() })
const StoredKeys = z.object({ signing: z.array(SigningKey).min(1), refresh: z.string() })

/** What sessions are proved with. `signing[0]` signs; every one of the list is accepted. */
export interface SessionKeys {
  readonly signing: readonly z.infer<typeof SigningKey>[]
  /** Derives the successor of a refresh token. */
  readonly refresh: Buffer
}

/** How the sealed text is kept and read back: the doors of keys/. */
export interface SessionKeyVault {
  save(tx: Tx, value: string): Promise<SecretPlace>
  read(tx: Tx, place: SecretPlace): Promise<string>
}

/** The installation's session keys, made at the first start. Every replica gets the same ones. */
export async function openSessionKeys(tx: Tx, vault: SessionKeyVault): Promise<SessionKeys> {
  await lockSessionKeys(tx)
  const place = await findSessionKeys(tx)
  if (place) return toKeys(await vault.read(tx, place))
  const text = JSON.stringify({ signing: [newSigningKey()], refresh: randomBytes(32).toString('base64') })
  await saveSessionKeys(tx, await vault.save(tx, text))
  return toKeys(text)
}

function toKeys(text: string): SessionKeys {
  const { signing, refresh } = StoredKeys.parse(JSON.parse(text))
  return { signing, refresh: Buffer.from(refresh, 'base64') }
}

/** `kid` is the beginning of the public key's hash. */
export function newSigningKey(): z.infer<typeof SigningKey> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  return { kid: createHash('sha256').update(publicKey).digest('hex').slice(0, 16), privateKey, publicKey }
}
