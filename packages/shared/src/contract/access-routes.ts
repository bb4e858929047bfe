import { z } from 'zod'
import {
  ClientCertificateView,
  ExtensionView,
  LogicalDatabaseView,
  ReplicationSlotView,
  RoleConnection,
  RoleGrant,
  RoleView,
} from './access-views.ts'
import { defineRoute } from './define-route.ts'
import { ListQuery, listOf } from './list.ts'
import { OperationView } from './operation-routes.ts'

/** `database` is an id or a name. */
const database = z.string().max(80)
/** The engine's own rules for names come on top. */
const Name = z.string().min(1).max(63)
const params = z.object({ database })
const roleParams = z.object({ database, role: Name })
const logicalParams = z.object({ database, name: Name })
const extensionParams = z.object({ database, extension: Name })
const serialParams = z.object({ database, serial: z.string().regex(/^[0-9a-f]{1,40}$/) })

const grants = z.array(RoleGrant).max(50)

/** What every change answers beside its subject: the database's new revision (the ETag) and the operation that carries it out. */
const change = { revision: z.int(), operation: OperationView }
const roleChanged = z.object({ role: RoleView, ...change })
const logicalChanged = z.object({ logicalDatabase: LogicalDatabaseView, ...change })
const extensionChanged = z.object({ extension: ExtensionView, ...change })

const started = ['not-found', 'database-busy', 'database-deleted', 'not-available-yet'] as const
const keyed = ['idempotency-key-required', 'idempotency-key-reused', 'request-in-progress'] as const
const versioned = ['version-conflict', 'precondition-required'] as const

const roleRoutes = {
  listRoles: defineRoute({
    method: 'GET',
    path: '/v1/databases/:database/roles',
    summary: 'Roles inside a database, in the order of their names',
    tag: 'Access',
    access: 'database:read',
    params,
    query: ListQuery,
    reply: listOf(RoleView),
    problems: ['not-found', 'database-deleted'],
  }),
  createRole: defineRoute({
    method: 'POST',
    path: '/v1/databases/:database/roles',
    summary:
      'Create a role with its pair of logins; the password is shown once, to who may connect (`database:connect`)',
    tag: 'Access',
    access: 'database:change',
    audit: 'role.created',
    idempotent: true,
    status: 202,
    params,
    body: z.strictObject({
      name: Name,
      grants: grants.default([]),
      replication: z.boolean().default(false),
      needsCertificate: z.boolean().default(false),
    }),
    reply: roleChanged.extend({ login: z.string(), password: z.string() }),
    problems: [...started, ...keyed, 'role-name-taken', 'unknown-choice', 'access-limit-reached'],
  }),
  changeRole: defineRoute({
    method: 'PATCH',
    path: '/v1/databases/:database/roles/:role',
    summary: 'Change what a role may do; grants are replaced as a whole',
    tag: 'Access',
    access: 'database:change',
    audit: 'role.changed',
    ifMatch: true,
    status: 202,
    params: roleParams,
    body: z.strictObject({
      grants: grants.optional(),
      replication: z.boolean().optional(),
      needsCertificate: z.boolean().optional(),
    }),
    reply: roleChanged,
    problems: [...started, ...versioned, 'unknown-choice'],
  }),
  removeRole: defineRoute({
    method: 'DELETE',
    path: '/v1/databases/:database/roles/:role',
    summary: 'Delete a role: its sessions end, what it owns goes to the owner, its certificates are revoked',
    tag: 'Access',
    access: 'database:change',
    audit: 'role.deleted',
    ifMatch: true,
    status: 202,
    params: roleParams,
    reply: roleChanged,
    problems: [...started, ...versioned],
  }),
  revealRole: defineRoute({
    method: 'POST',
    path: '/v1/databases/:database/roles/:role/reveal',
    summary: 'How to connect as a role, with the password; the reading is audited',
    tag: 'Access',
    access: 'database:connect',
    audit: 'role.password-revealed',
    params: roleParams,
    reply: RoleConnection,
    problems: ['not-found', 'database-deleted', 'fresh-sign-in-needed'],
  }),
} as const

const logicalDatabaseRoutes = {
  listLogicalDatabases: defineRoute({
    method: 'GET',
    path: '/v1/databases/:database/logical-databases',
    summary: 'Logical databases inside a database, in the order of their names',
    tag: 'Access',
    access: 'database:read',
    params,
    query: ListQuery,
    reply: listOf(LogicalDatabaseView),
    problems: ['not-found', 'database-deleted'],
  }),
  createLogicalDatabase: defineRoute({
    method: 'POST',
    path: '/v1/databases/:database/logical-databases',
    summary: 'Create a logical database with an owner of its own',
    tag: 'Access',
    access: 'database:change',
    audit: 'logical-database.created',
    idempotent: true,
    status: 202,
    params,
    body: z.strictObject({ name: Name }),
    reply: logicalChanged,
    problems: [...started, ...keyed, 'logical-database-name-taken', 'access-limit-reached'],
  }),
  removeLogicalDatabase: defineRoute({
    method: 'DELETE',
    path: '/v1/databases/:database/logical-databases/:name',
    summary: 'Delete a logical database; it can be brought back for 7 days',
    tag: 'Access',
    access: 'database:delete',
    audit: 'logical-database.deleted',
    ifMatch: true,
    status: 202,
    params: logicalParams,
    reply: logicalChanged,
    problems: [...started, ...versioned, 'database-protected'],
  }),
  undeleteLogicalDatabase: defineRoute({
    method: 'POST',
    path: '/v1/databases/:database/logical-databases/:name/undelete',
    summary: 'Bring a deleted logical database back with its data',
    tag: 'Access',
    access: 'database:delete',
    audit: 'logical-database.undeleted',
    idempotent: true,
    status: 202,
    params: logicalParams,
    reply: logicalChanged,
    problems: [...started, ...keyed],
  }),
} as const

const extensionRoutes = {
  listExtensions: defineRoute({
    method: 'GET',
    path: '/v1/databases/:database/extensions',
    summary:
      'Every extension that is known, what may be installed and why not; of the first logical database unless one is named',
    tag: 'Access',
    access: 'database:read',
    params,
    query: ListQuery.extend({ logicalDatabase: Name.optional() }),
    reply: listOf(ExtensionView),
    problems: ['not-found', 'database-deleted'],
  }),
  installExtension: defineRoute({
    method: 'PUT',
    path: '/v1/databases/:database/extensions/:extension',
    summary: 'Install an extension in a logical database',
    tag: 'Access',
    access: 'database:change',
    audit: 'extension.installed',
    status: 202,
    params: extensionParams,
    body: z.strictObject({ logicalDatabase: Name }),
    reply: extensionChanged,
    problems: [...started, 'extension-not-offered', 'access-limit-reached'],
  }),
  removeExtension: defineRoute({
    method: 'DELETE',
    path: '/v1/databases/:database/extensions/:extension',
    summary: 'Remove an extension that nothing else needs from a logical database',
    tag: 'Access',
    access: 'database:change',
    audit: 'extension.removed',
    ifMatch: true,
    status: 202,
    params: extensionParams,
    query: z.object({ logicalDatabase: Name }),
    reply: extensionChanged,
    problems: [...started, ...versioned],
  }),
} as const

const certificateRoutes = {
  listClientCertificates: defineRoute({
    method: 'GET',
    path: '/v1/databases/:database/client-certificates',
    summary: 'Client certificates of a database that have not expired, newest first',
    tag: 'Access',
    access: 'database:read',
    params,
    query: ListQuery,
    reply: listOf(ClientCertificateView),
    problems: ['not-found', 'database-deleted'],
  }),
  issueClientCertificate: defineRoute({
    method: 'POST',
    path: '/v1/databases/:database/client-certificates',
    summary: 'Issue a certificate for a login; without a certificate request the key is made here and shown once',
    tag: 'Access',
    access: 'database:change',
    audit: 'client-certificate.issued',
    idempotent: true,
    status: 201,
    params,
    body: z.strictObject({
      login: Name,
      csrPem: z.string().min(1).max(16_384).optional(),
      days: z.int().min(1).max(365).default(90),
    }),
    reply: z.object({
      certificate: ClientCertificateView,
      certificatePem: z.string(),
      /** Null for one that was issued from a request: its key never came here. */
      keyPem: z.string().nullable(),
      /** The database's own CA of client certificates. */
      caPem: z.string(),
      revision: z.int(),
    }),
    problems: [
      'not-found',
      'database-deleted',
      'not-available-yet',
      ...keyed,
      'unknown-choice',
      'access-limit-reached',
    ],
  }),
  revokeClientCertificate: defineRoute({
    method: 'DELETE',
    path: '/v1/databases/:database/client-certificates/:serial',
    summary: 'Revoke a client certificate; new connections with it are refused as soon as the host has read it',
    tag: 'Access',
    access: 'database:change',
    audit: 'client-certificate.revoked',
    params: serialParams,
    reply: ClientCertificateView,
    problems: ['not-found', 'database-deleted'],
  }),
} as const

const slotRoutes = {
  listReplicationSlots: defineRoute({
    method: 'GET',
    path: '/v1/databases/:database/replication-slots',
    summary: 'Replication slots of a database, as its host last saw them',
    tag: 'Access',
    access: 'database:read',
    params,
    query: ListQuery,
    reply: listOf(ReplicationSlotView),
    problems: ['not-found', 'database-deleted'],
  }),
} as const

/** Who may do what inside a database. */
export const accessRoutes = {
  ...roleRoutes,
  ...logicalDatabaseRoutes,
  ...extensionRoutes,
  ...certificateRoutes,
  ...slotRoutes,
} as const
