import { z } from 'zod'
import { GrantPreset } from '../state/desired.ts'

export const RoleGrant = z.strictObject({ database: z.string().min(1).max(63), preset: GrantPreset })
export type RoleGrant = z.infer<typeof RoleGrant>

export const RoleView = z.object({
  name: z.string(),
  /** The pair of logins by which programs are this role; a role made by SQL shows none. */
  logins: z.array(z.string()),
  grants: z.array(z.object({ database: z.string(), preset: GrantPreset })),
  /** May read a change stream; such a role does not pass the pooler. */
  replication: z.boolean(),
  /** Its logins need a client certificate beside the password, and do not pass the pooler. */
  needsCertificate: z.boolean(),
  state: z.enum(['creating', 'present', 'changing', 'deleting', 'refused']),
  because: z.string(),
  /** False for what the tenant made by SQL: it is shown and not changed here. */
  isPlatformMade: z.boolean(),
  createdAt: z.iso.datetime().nullable(),
})
export type RoleView = z.infer<typeof RoleView>

/** How to be a role. */
export const RoleConnection = z.object({
  login: z.string(),
  password: z.string(),
  /** verify-full, on the direct port, to the first logical database that the role has a grant in. */
  url: z.string(),
  /** Null where the role does not pass the pooler, or the engine has none. */
  pooledUrl: z.string().nullable(),
})
export type RoleConnection = z.infer<typeof RoleConnection>

export const LogicalDatabaseView = z.object({
  name: z.string(),
  owner: z.string(),
  state: z.enum(['creating', 'present', 'deleted', 'refused']),
  because: z.string(),
  /** The one that came with the database: it stays as long as the database. */
  isFirst: z.boolean(),
  isPlatformMade: z.boolean(),
  createdAt: z.iso.datetime().nullable(),
  /** Of a deleted one: until then it can be brought back. */
  recoverableUntil: z.iso.datetime().nullable(),
})
export type LogicalDatabaseView = z.infer<typeof LogicalDatabaseView>

export const ExtensionView = z.object({
  name: z.string(),
  about: z.string(),
  /** `trusted`: an owner may make it by SQL too. `on-request`: only the platform can. `never`: it would reach beyond the database. */
  verdict: z.enum(['trusted', 'on-request', 'never']),
  isOffered: z.boolean(),
  /** Why it is offered or not, or why it was refused. */
  because: z.string(),
  /** Of the installed one; null where it is not installed. */
  version: z.string().nullable(),
  state: z.enum(['available', 'installing', 'installed', 'removing', 'refused', 'not-offered']),
})
export type ExtensionView = z.infer<typeof ExtensionView>

export const ClientCertificateView = z.object({
  /** Serial number in lower-case hex. */
  serial: z.string(),
  /** The certificate's common name: it is good for this login alone. */
  login: z.string(),
  state: z.enum(['valid', 'revoked']),
  issuedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  revokedAt: z.iso.datetime().nullable(),
})
export type ClientCertificateView = z.infer<typeof ClientCertificateView>

export const ReplicationSlotView = z.object({
  name: z.string(),
  /** The one whose changes it keeps; null for none. */
  logicalDatabase: z.string().nullable(),
  isActive: z.boolean(),
})
export type ReplicationSlotView = z.infer<typeof ReplicationSlotView>
