import { z } from 'zod'
import { DatabaseId, InstanceId } from '../ids.ts'
import { AccessRole, DesiredAccess, Role } from './desired.ts'
import { DiskRung, Health, ObservedAccess } from './observed.ts'

/** `DesiredAccess` as a page has it: of each login its name and the version of its verifier. */
export const PageAccess = z.object({
  ...DesiredAccess.shape,
  roles: z.array(z.object({ ...AccessRole.shape, logins: z.record(z.string(), z.int().positive()) })).max(50),
})
export type PageAccess = z.infer<typeof PageAccess>
export type PageAccessRole = PageAccess['roles'][number]

/**
 * What the agent tells an instance manager: the file `conf/instance.json` of the volume, replaced whole (write, fsync, rename).
 * Secrets lie beside it in `run/` (`logins.json`: name → SCRAM verifier; `server.key`, `server.crt`, `ca.crt`).
 */
export const InstancePage = z.object({
  v: z.literal(1),
  instanceId: InstanceId,
  databaseId: DatabaseId,
  engine: z.string(),
  version: z.string(),
  role: Role,
  epoch: z.int().nonnegative(),
  cpus: z.number().positive(),
  memoryBytes: z.int().positive(),
  storageBytes: z.int().positive(),
  connectionLimit: z.int().positive(),
  restarts: z.int().nonnegative(),
  databaseName: z.string(),
  ownerRole: z.string(),
  /** Login name → version of its verifier, so that a rotated password changes the page's hash. */
  logins: z.record(z.string(), z.int().positive()),
  /** The pooler's own login and the version of its verifier, which lies beside the others; absent: none is wanted. */
  pooler: z.object({ login: z.string(), version: z.int().positive() }).optional(),
  /** What is wished inside the engine; the verifiers of its logins lie beside the others. */
  access: PageAccess.optional(),
  /** SHA-256 of the certificate in `run/server.crt`, hex: a renewed certificate changes the page's hash. */
  certificateHash: z.string(),
  settings: z.record(z.string(), z.string()),
})
export type InstancePage = z.infer<typeof InstancePage>

/** What an instance manager answers to `GET /observe`, and streams as JSON lines from `GET /watch` at each change. */
export const ManagerObservation = z.object({
  instanceId: InstanceId,
  role: Role,
  epoch: z.int().nonnegative(),
  health: Health,
  because: z.string(),
  restarts: z.int().nonnegative(),
  appliedHash: z.string().nullable(),
  serverVersion: z.string().nullable(),
  startedAt: z.iso.datetime().nullable(),
  connections: z.int().nonnegative(),
  /** Null until somebody looked. An older instance manager does not say it. */
  access: ObservedAccess.nullable().default(null),
  disk: z.object({
    totalBytes: z.int().nonnegative(),
    freeBytes: z.int().nonnegative(),
    /** An older instance manager does not say it. */
    rung: DiskRung.default('roomy'),
  }),
})
export type ManagerObservation = z.infer<typeof ManagerObservation>
