import { z } from 'zod'

/** What a person's role or a token's scopes may allow. `platform:operate` belongs to operators only, `organization:own` to owners. */
export const Permission = z.enum([
  'organization:read',
  'organization:manage',
  'organization:own',
  'database:read',
  'database:create',
  'database:change',
  'database:delete',
  'database:connect',
  'operation:read',
  'operation:cancel',
  'token:manage',
  'audit:read',
  'host:read',
  'host:manage',
  'platform:operate',
])
export type Permission = z.infer<typeof Permission>

export const MemberRole = z.enum(['owner', 'admin', 'developer', 'viewer', 'auditor'])
export type MemberRole = z.infer<typeof MemberRole>

const viewing: readonly Permission[] = ['organization:read', 'database:read', 'operation:read', 'host:read']
const developing: readonly Permission[] = [
  ...viewing,
  'database:create',
  'database:change',
  'database:connect',
  'operation:cancel',
]
const administering: readonly Permission[] = [
  ...developing,
  'database:delete',
  'token:manage',
  'audit:read',
  'organization:manage',
]

export const permissionsOfRole: Readonly<Record<MemberRole, readonly Permission[]>> = {
  owner: [...administering, 'organization:own'],
  admin: administering,
  developer: developing,
  viewer: viewing,
  auditor: ['audit:read'],
}

/** What an operator of the installation may do beside the rights of a membership. */
export const operatorPermissions: readonly Permission[] = ['host:read', 'host:manage', 'platform:operate']
