import { randomInt } from 'node:crypto'
import type { DatabaseId, OrganizationId } from '@holdfast/shared/ids'
import { scramVerifier } from '@holdfast/shared/scram'
import type { Secrets } from '../keys/secrets.ts'
import type { Tx } from '../platform/database/database.ts'
import type { LoginRecord } from './database-record.ts'

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const passwordLength = 32

/** 190 random bits, without a character that a URL or a shell would take for something else. */
export const newPassword = (): string =>
  Array.from({ length: passwordLength }, () => base62.charAt(randomInt(base62.length))).join('')

interface NewLogins {
  readonly organizationId: OrganizationId
  readonly databaseId: DatabaseId
  readonly names: readonly string[]
}

/** Makes the login roles of a database: passwords sealed for its tenant, verifiers sealed for its host. */
export async function makeLogins(
  tx: Tx,
  secrets: Secrets,
  { organizationId, databaseId, names }: NewLogins,
): Promise<LoginRecord[]> {
  const logins: LoginRecord[] = []
  for (const name of names) {
    const value = newPassword()
    const scope = { organizationId, databaseId }
    const password = await secrets.saveSecret(tx, { ...scope, purpose: 'credentials', value })
    const verifier = await secrets.saveSecret(tx, { ...scope, purpose: 'credentials', value: scramVerifier(value) })
    logins.push({
      name,
      passwordSecretId: password.secretId,
      verifierSecretId: verifier.secretId,
      version: verifier.version,
    })
  }
  return logins
}
