import type { MemberRole, Permission } from '@holdfast/shared/contract/permissions'

/** Roles in the order of what they may. */
export const roles: readonly MemberRole[] = ['owner', 'admin', 'developer', 'viewer', 'auditor']

/** What tells the roles apart, each by one permission that stands for it. A test compares it with what the API grants. */
export const abilities: readonly { readonly permission: Permission; readonly roles: readonly MemberRole[] }[] = [
  { permission: 'database:read', roles: ['owner', 'admin', 'developer', 'viewer'] },
  { permission: 'database:create', roles: ['owner', 'admin', 'developer'] },
  { permission: 'database:connect', roles: ['owner', 'admin', 'developer'] },
  { permission: 'operation:cancel', roles: ['owner', 'admin', 'developer'] },
  { permission: 'database:delete', roles: ['owner', 'admin'] },
  { permission: 'organization:manage', roles: ['owner', 'admin'] },
  { permission: 'token:manage', roles: ['owner', 'admin'] },
  { permission: 'audit:read', roles: ['owner', 'admin', 'auditor'] },
  { permission: 'organization:own', roles: ['owner'] },
]
