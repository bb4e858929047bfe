import type { AccessFound, DatabaseFound, RoleFound } from '../../src/families/postgres/process/access/access-found.ts'

/** A role of the platform's making as the catalogs show it; tests change what they are about. */
export const roleFound = (change: Partial<RoleFound> = {}): RoleFound => ({
  attributes: 'NOLOGIN INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS',
  verifier: null,
  memberships: new Set(['hf_made']),
  isTenants: false,
  beginsAs: new Map(),
  traces: new Map(),
  ...change,
})

export const databaseFound = (change: Partial<DatabaseFound> = {}): DatabaseFound => ({
  owner: 'books_owner',
  isPlatforms: false,
  isOpen: true,
  everybodyMayConnect: false,
  keeperMayConnect: true,
  ...change,
})

export const accessFound = (found: {
  readonly roles?: Readonly<Record<string, RoleFound>>
  readonly databases?: Readonly<Record<string, DatabaseFound>>
}): AccessFound => ({
  roles: new Map(Object.entries(found.roles ?? {})),
  databases: new Map(Object.entries(found.databases ?? {})),
})
