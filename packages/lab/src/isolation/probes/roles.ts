import type { Probe } from '../probe.ts'

const denied = /permission denied|must be|Only roles with/i

const privilege = (name: string, sql: string | readonly string[], because: string): Probe => ({
  name,
  kind: 'statement',
  as: 'owner',
  tries: () => sql,
  refusal: denied,
  because,
})

const noSuperuser = 'only a superuser makes one, and no tenant’s role is'
const noAdmin = 'the tenant’s roles have no ADMIN option on it'

/** Becoming somebody else inside the own engine. */
export const roleProbes: readonly Probe[] = [
  {
    name: 'owner makes itself superuser',
    kind: 'statement',
    as: 'owner',
    tries: ({ owner }) => `alter role ${owner.role} superuser`,
    refusal: denied,
    because: noSuperuser,
  },
  privilege('owner makes a superuser', 'create role probe_super superuser', noSuperuser),
  privilege('owner makes a role that replicates', 'create role probe_replica replication', noSuperuser),
  privilege('owner makes a role past row security', 'create role probe_bypass bypassrls', noSuperuser),
  privilege('owner becomes the superuser', 'set role postgres', 'it is no member of it'),
  privilege('owner changes its session to the superuser', 'set session authorization postgres', noSuperuser),
  privilege('owner becomes the keeper', 'set role hf_keeper', 'membership goes from the keeper to the owner only'),
  privilege('owner becomes the pooler', 'set role hf_pooler', 'it is no member of it'),
  privilege('owner joins the platform', 'grant hf_platform to current_user', noAdmin),
  privilege('owner lets its reader be the keeper', 'grant hf_keeper to probe_reader', noAdmin),
  privilege('owner gives the pooler a password', "alter role hf_pooler password 'x'", noAdmin),
  privilege('owner sets traps for the keeper', 'alter role hf_keeper set search_path = public', noAdmin),
  privilege(
    'owner sets traps for the superuser',
    "alter role postgres set session_replication_role = 'replica'",
    noAdmin,
  ),
  privilege('owner drops the keeper', ['begin', 'drop role hf_keeper', 'rollback'], noAdmin),
  privilege('owner takes the right to read files', 'grant pg_read_server_files to current_user', noAdmin),
  privilege('owner takes the right to write files', 'grant pg_write_server_files to current_user', noAdmin),
  privilege('owner takes the right to run programs', 'grant pg_execute_server_program to current_user', noAdmin),
  privilege('owner takes the right to cut sessions', 'grant pg_signal_backend to current_user', noAdmin),
  privilege(
    'owner takes the platform’s reserved connections',
    'grant pg_use_reserved_connections to current_user',
    noAdmin,
  ),
  privilege(
    'owner reads verifiers',
    'select rolpassword from pg_authid where rolpassword is not null',
    'the catalog is the superuser’s',
  ),
  privilege(
    'owner writes the catalog',
    "update pg_database set datallowconn = true where datname = 'holdfast'",
    'the catalog is the superuser’s',
  ),
  {
    name: 'reader becomes the owner',
    kind: 'statement',
    as: 'reader',
    tries: ({ owner }) => `set role ${owner.role}`,
    refusal: denied,
    because: 'a role of the page is no member of the owner',
  },
  {
    name: 'reader writes',
    kind: 'statement',
    as: 'reader',
    tries: () => 'insert into probe_ground values (2)',
    refusal: denied,
    because: 'its preset is read',
  },
  {
    name: 'reader makes roles',
    kind: 'statement',
    as: 'reader',
    tries: () => 'create role probe_of_reader',
    refusal: denied,
    because: 'roles of the page may not make roles',
  },
  {
    name: 'reader opens somebody’s large object',
    kind: 'statement',
    as: 'reader',
    tries: ({ largeObject }) => `select lo_get(${largeObject})`,
    refusal: denied,
    because: 'a large object has an owner and rights of its own',
  },
  privilege(
    'owner reads large objects past their rights',
    'select data from pg_largeobject',
    'the catalog is the superuser’s',
  ),
  privilege('owner ignores rights on large objects', 'set lo_compat_privileges = on', 'the setting is the superuser’s'),
  {
    name: 'owner cuts sessions of the platform',
    kind: 'statement',
    as: 'owner',
    tries: () =>
      "select count(pg_terminate_backend(pid)) from pg_stat_activity where usename in ('postgres', 'hf_keeper', 'hf_pooler') or backend_type = 'checkpointer'",
    refusal: denied,
    because: 'its own sessions are all it may signal',
  },
]
