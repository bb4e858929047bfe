import { z } from 'zod'
import { defaultSize, defaultStorageBytes } from '../engines/sizes.ts'
import { DatabaseId, HostId, OperationId, OrganizationId } from '../ids.ts'
import { defineRoute } from './define-route.ts'
import { ListQuery, listOf } from './list.ts'
import { OperationView } from './operation-routes.ts'

/** Lower case, digits and single hyphens inside; ≤ 60, so that the login roles NAME_a and NAME_b fit PostgreSQL's 63 bytes. */
export const DatabaseName = z
  .string()
  .min(1)
  .max(60)
  .regex(
    /^[a-z](?:[a-z0-9]|-(?=[a-z0-9]))*$/,
    'must start with a letter and hold only a–z, 0–9 and single hyphens inside',
  )

export const Labels = z
  .record(z.string().regex(/^[a-z0-9][a-z0-9._/-]{0,62}$/), z.string().max(120))
  .refine((labels) => Object.keys(labels).length <= 32, 'at most 32 labels')

/** What people see first; `DatabaseView.because` says why. */
export const DatabaseState = z.enum([
  'creating',
  'running',
  'starting',
  'degraded',
  'unreachable',
  'failed',
  'deleting',
  'deleted',
])
export type DatabaseState = z.infer<typeof DatabaseState>

export const EndpointView = z.object({
  host: z.string(),
  directPort: z.int(),
  pooledPort: z.int(),
  readOnlyPort: z.int(),
})

export const DatabaseView = z.object({
  id: DatabaseId,
  organizationId: OrganizationId,
  name: z.string(),
  engine: z.string(),
  version: z.string(),
  size: z.string(),
  storageBytes: z.int(),
  usedBytes: z.int().nullable(),
  standbys: z.int(),
  durability: z.enum(['required', 'preferred', 'async']),
  labels: z.record(z.string(), z.string()),
  /** CIDR blocks that may connect; empty means nobody. */
  allowedNetworks: z.array(z.string()),
  state: DatabaseState,
  because: z.string(),
  isProtected: z.boolean(),
  endpoint: EndpointView.nullable(),
  hostId: HostId.nullable(),
  hostName: z.string().nullable(),
  serverVersion: z.string().nullable(),
  connections: z.int().nullable(),
  /** The unfinished operation on it, if any. */
  operationId: OperationId.nullable(),
  createdAt: z.iso.datetime(),
  deletedAt: z.iso.datetime().nullable(),
  recoverableUntil: z.iso.datetime().nullable(),
  /** Grows with every change a person can make; the ETag is this number in quotes. */
  revision: z.int(),
})
export type DatabaseView = z.infer<typeof DatabaseView>

export const DoorView = z.object({
  port: z.int(),
  url: z.string(),
  /** The same by the database's own name, on a port that names share; null where the installation has no domain. */
  byName: z.object({ host: z.string(), port: z.int(), url: z.string() }).nullable(),
  /** Names every endpoint host, for drivers that know lists: libpq, JDBC, postgres.js; null where there is one host. */
  hostListUrl: z.string().nullable(),
  /** How clients come in just now: led by the kernel, or through the gateway's process, and why; null while its host has not said. */
  path: z.object({ by: z.enum(['kernel', 'process']), because: z.string() }).nullable(),
})

export type DoorView = z.infer<typeof DoorView>

export const ConnectionView = z.object({
  isReady: z.boolean(),
  /** Why it can or cannot be used just now. */
  because: z.string(),
  host: z.string(),
  /** Of `url`. */
  port: z.int(),
  databaseName: z.string(),
  role: z.string(),
  /** verify-full, with the password as `••••••••` unless it was revealed. The pooled one where there is one. */
  url: z.string(),
  /** One session of the engine for each client. */
  direct: DoorView,
  /** Many clients share few sessions, each for a transaction; null where the engine has no pooler. */
  pooled: DoorView.nullable(),
  caUrl: z.string(),
  /** Where the CA's certificate lies on the installation's own machine: the `sslrootcert` of `url`. */
  caPath: z.string(),
  lastRefusal: z.object({ at: z.iso.datetime(), because: z.string(), clientAddress: z.string() }).nullable(),
})
export type ConnectionView = z.infer<typeof ConnectionView>

export const ResizePlan = z.object({
  fromBytes: z.int(),
  toBytes: z.int(),
  /** Whether it would be begun now; if not, `because` says why not. */
  isPossible: z.boolean(),
  because: z.string(),
  /** For how long clients would be held, about; 0 where nothing would be done. */
  heldSeconds: z.number(),
})
export type ResizePlan = z.infer<typeof ResizePlan>

/** `database` is an id or a name. */
const params = z.object({ database: z.string().max(80) })
const changed = z.object({ database: DatabaseView, operation: OperationView.nullable() })
const created = z.object({ database: DatabaseView, operation: OperationView, connection: ConnectionView })

export const databaseRoutes = {
  create: defineRoute({
    method: 'POST',
    path: '/v1/databases',
    summary: 'Create a database',
    tag: 'Databases',
    access: 'database:create',
    audit: 'database.created',
    idempotent: true,
    status: 202,
    body: z.strictObject({
      name: DatabaseName,
      /** Left out: the catalogue's default engine. */
      engine: z.string().max(40).optional(),
      version: z.string().max(20).optional(),
      size: z.string().max(40).default(defaultSize),
      storageBytes: z.int().positive().default(defaultStorageBytes),
      standbys: z.int().min(0).max(4).default(0),
      durability: z.enum(['required', 'preferred', 'async']).optional(),
      region: z.string().max(60).optional(),
      allowedNetworks: z
        .array(z.union([z.cidrv4(), z.cidrv6()]))
        .max(100)
        .default(['0.0.0.0/0', '::/0']),
      labels: Labels.default({}),
    }),
    reply: created,
    problems: [
      'name-taken',
      'quota-exceeded',
      'no-host-fits',
      'unknown-choice',
      'not-available-yet',
      'idempotency-key-required',
      'idempotency-key-reused',
      'request-in-progress',
    ],
  }),
  list: defineRoute({
    method: 'GET',
    path: '/v1/databases',
    summary: 'Databases of the organization',
    tag: 'Databases',
    access: 'database:read',
    query: ListQuery.extend({ deleted: z.enum(['true', 'false']).default('false'), q: z.string().max(80).optional() }),
    reply: listOf(DatabaseView),
  }),
  show: defineRoute({
    method: 'GET',
    path: '/v1/databases/:database',
    summary: 'One database; the ETag is its revision',
    tag: 'Databases',
    access: 'database:read',
    params,
    reply: DatabaseView,
    problems: ['not-found'],
  }),
  connection: defineRoute({
    method: 'GET',
    path: '/v1/databases/:database/connection',
    summary: 'How to connect, without the password',
    tag: 'Databases',
    access: 'database:read',
    params,
    reply: ConnectionView,
    problems: ['not-found', 'database-deleted'],
  }),
  reveal: defineRoute({
    method: 'POST',
    path: '/v1/databases/:database/connection/reveal',
    summary: 'How to connect, with the password; the reading is audited',
    tag: 'Databases',
    access: 'database:connect',
    audit: 'database.password-revealed',
    params,
    reply: ConnectionView.extend({ password: z.string() }),
    problems: ['not-found', 'database-deleted', 'fresh-sign-in-needed'],
  }),
  change: defineRoute({
    method: 'PATCH',
    path: '/v1/databases/:database',
    summary: 'Rename, relabel or change the allowed networks',
    tag: 'Databases',
    access: 'database:change',
    audit: 'database.changed',
    ifMatch: true,
    params,
    body: z.strictObject({
      name: DatabaseName.optional(),
      labels: Labels.optional(),
      allowedNetworks: z
        .array(z.union([z.cidrv4(), z.cidrv6()]))
        .max(100)
        .optional(),
    }),
    reply: DatabaseView,
    problems: ['not-found', 'name-taken', 'version-conflict', 'precondition-required', 'database-deleted'],
  }),
  protect: defineRoute({
    method: 'PUT',
    path: '/v1/databases/:database/protection',
    summary: 'Turn delete protection on or off',
    tag: 'Databases',
    access: 'database:change',
    audit: 'database.protection-set',
    ifMatch: true,
    params,
    body: z.strictObject({ isProtected: z.boolean() }),
    reply: DatabaseView,
    problems: ['not-found', 'version-conflict', 'precondition-required', 'database-deleted'],
  }),
  restart: defineRoute({
    method: 'POST',
    path: '/v1/databases/:database/restart',
    summary: 'Restart the engine; new connections are held meanwhile',
    tag: 'Databases',
    access: 'database:change',
    audit: 'database.restarted',
    idempotent: true,
    ifMatch: true,
    status: 202,
    params,
    reply: changed,
    problems: [
      'not-found',
      'database-busy',
      'database-deleted',
      'version-conflict',
      'precondition-required',
      'idempotency-key-required',
      'idempotency-key-reused',
      'request-in-progress',
    ],
  }),
  resize: defineRoute({
    method: 'POST',
    path: '/v1/databases/:database/resize',
    summary: 'Make the storage larger; clients are held while it grows',
    tag: 'Databases',
    access: 'database:change',
    audit: 'database.resized',
    idempotent: true,
    ifMatch: true,
    status: 202,
    params,
    body: z.strictObject({ storageBytes: z.int().positive() }),
    reply: changed,
    problems: [
      'not-found',
      'database-busy',
      'database-deleted',
      'storage-cannot-shrink',
      'quota-exceeded',
      'database-lost',
      'no-host-fits',
      'version-conflict',
      'precondition-required',
      'idempotency-key-required',
      'idempotency-key-reused',
      'request-in-progress',
    ],
  }),
  planResize: defineRoute({
    method: 'GET',
    path: '/v1/databases/:database/resize-plan',
    summary: 'What larger storage would do and cost, before anything is done',
    tag: 'Databases',
    access: 'database:read',
    params,
    query: z.object({ storageBytes: z.coerce.number().int().positive() }),
    reply: ResizePlan,
    problems: ['not-found', 'database-deleted'],
  }),
  remove: defineRoute({
    method: 'DELETE',
    path: '/v1/databases/:database',
    summary: 'Delete; it can be brought back for 7 days',
    tag: 'Databases',
    access: 'database:delete',
    audit: 'database.deleted',
    ifMatch: true,
    status: 202,
    params,
    reply: changed,
    problems: [
      'not-found',
      'database-protected',
      'database-deleted',
      'database-busy',
      'version-conflict',
      'precondition-required',
    ],
  }),
  undelete: defineRoute({
    method: 'POST',
    path: '/v1/databases/:database/undelete',
    summary: 'Bring a deleted database back with its data and address',
    tag: 'Databases',
    access: 'database:delete',
    audit: 'database.undeleted',
    idempotent: true,
    status: 202,
    params,
    reply: changed,
    problems: [
      'not-found',
      'name-taken',
      'database-busy',
      'quota-exceeded',
      'database-lost',
      'no-host-fits',
      'idempotency-key-required',
      'idempotency-key-reused',
      'request-in-progress',
    ],
  }),
} as const
