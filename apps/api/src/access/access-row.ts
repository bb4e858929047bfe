import { RoleGrant } from '@holdfast/shared/contract/access-views'
import { SecretId } from '@holdfast/shared/ids'
import { z } from 'zod'
import type { AccessRecord } from './access-record.ts'

const time = z.string().transform((text) => new Date(text))

const LoginJson = z
  .object({ name: z.string(), password_secret_id: SecretId, verifier_secret_id: SecretId, version: z.int() })
  .transform((it) => ({
    name: it.name,
    passwordSecretId: it.password_secret_id,
    verifierSecretId: it.verifier_secret_id,
    version: it.version,
  }))

const RoleJson = z
  .object({
    name: z.string(),
    grants: z.array(RoleGrant),
    replication: z.boolean(),
    needs_certificate: z.boolean(),
    state: z.enum(['present', 'absent']),
    created_at: time,
    logins: z.array(LoginJson),
  })
  .transform(({ needs_certificate, created_at, ...it }) => ({
    ...it,
    needsCertificate: needs_certificate,
    createdAt: created_at,
  }))

const DatabaseJson = z
  .object({
    name: z.string(),
    state: z.enum(['present', 'deleted', 'erased']),
    created_at: time,
    recoverable_until: time.nullable(),
  })
  .transform((it) => ({
    name: it.name,
    state: it.state,
    createdAt: it.created_at,
    recoverableUntil: it.recoverable_until,
  }))

const ExtensionJson = z
  .object({ logical_database: z.string(), name: z.string(), state: z.enum(['present', 'absent']) })
  .transform((it) => ({ database: it.logical_database, name: it.name, state: it.state }))

const AccessJson = z.object({
  databases: z.array(DatabaseJson),
  roles: z.array(RoleJson),
  extensions: z.array(ExtensionJson),
  authority: z.object({ certificate: z.string(), crl: z.string().nullable() }).nullable(),
})
export type AccessJson = z.input<typeof AccessJson>

/** Throws when the books hold something that the words of this program do not know. */
export function toAccessRecord(json: AccessJson): AccessRecord {
  const { authority, ...lists } = AccessJson.parse(json)
  return { ...lists, clientCa: authority?.certificate ?? null, clientCrl: authority?.crl ?? null }
}
