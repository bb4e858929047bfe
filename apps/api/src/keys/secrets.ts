import { type DatabaseId, newId, type OrganizationId, type SecretId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import type { SecretRef } from '@holdfast/shared/state/desired'
import type { Tx } from '../platform/database/database.ts'
import type { KeyPlace, Keyring } from './keyring.ts'
import { openBox, sealBox } from './sealed-box.ts'
import { findSecret, insertSecret } from './secret-store.ts'

/** What a sealed value is: it opens only in the same place and for the same subject. */
export interface SealPlace extends KeyPlace {
  readonly subject: string
}

export interface Sealed {
  readonly keyId: string
  readonly sealed: Buffer
}

export interface SecretToSave extends KeyPlace {
  readonly value: string
  /** A new version of this secret, instead of a new secret. */
  readonly secretId?: SecretId
}

export interface Secrets {
  saveSecret(tx: Tx, secret: SecretToSave): Promise<SecretRef>
  /** The value, of the newest version when none is named. Throws `not-found`. */
  readSecret(tx: Tx, ref: { secretId: string; version?: number }): Promise<string>
  /** Seals a value that its caller keeps. */
  seal(place: SealPlace, value: Buffer): Promise<Sealed>
  unseal(place: SealPlace, sealed: { keyId: string; sealed: Uint8Array }): Promise<Buffer>
}

/** Secrets in the books, sealed by data keys of the keyring: without it the books say nothing. */
export function openSecrets(keyring: Keyring): Secrets {
  const seal: Secrets['seal'] = async (place, value) => {
    const { keyId, key } = await keyring.current(place)
    return { keyId, sealed: sealBox(key, value, about(place, keyId)) }
  }

  const unseal: Secrets['unseal'] = async (place, { keyId, sealed }) =>
    openBox(await keyring.find(keyId), sealed, about(place, keyId))

  return {
    seal,
    unseal,

    async saveSecret(tx, { value, secretId, organizationId, databaseId, purpose }) {
      const place = { organizationId, databaseId, purpose }
      const id = secretId ?? newId('se')
      const last = secretId ? await findSecret(tx, id, undefined) : null
      const version = (last?.version ?? 0) + 1
      const box = await seal({ ...place, subject: `${id}/${version}` }, Buffer.from(value, 'utf8'))
      await insertSecret(tx, { id, version, ...place, keyId: box.keyId, sealed: Uint8Array.from(box.sealed) })
      return { secretId: id, version }
    },

    async readSecret(tx, { secretId, version }) {
      const row = await findSecret(tx, secretId, version)
      if (!row) throw new Problem('not-found', { subject: secretId })
      const place = {
        organizationId: row.organizationId as OrganizationId | null,
        databaseId: row.databaseId as DatabaseId | null,
        purpose: row.purpose,
        subject: `${row.id}/${row.version}`,
      }
      return (await unseal(place, row)).toString('utf8')
    },
  }
}

const about = ({ organizationId, databaseId, purpose, subject }: SealPlace, keyId: string) => [
  organizationId,
  databaseId,
  purpose,
  subject,
  keyId,
]
