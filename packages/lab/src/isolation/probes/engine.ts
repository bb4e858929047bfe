import type { Probe } from '../probe.ts'

const denied =
  /permission denied|must be superuser|only superuser|must be owner|cannot be changed|is not trusted|is not available|not allowed/i

const refuse = (name: string, tries: string | readonly string[], because: string): Probe => ({
  name,
  kind: 'statement',
  as: 'owner',
  tries: () => tries,
  refusal: denied,
  because,
})

const files = 'files and programs of the machine are for a superuser, or for roles that no tenant may join'
const notInTheImage = 'the image has no control file of it'
const untrusted = 'the language is untrusted, or not in the image'
const superusers = 'the setting is the superuser’s'

/** The engine's own powers: files, programs, libraries, languages, settings, the log of changes. */
export const engineProbes: readonly Probe[] = [
  refuse('reads the server’s key', "select pg_read_file('/volume/run/server.key')", files),
  refuse('reads bytes of a file', "select pg_read_binary_file('/etc/passwd')", files),
  refuse('lists a folder', "select count(*) from pg_ls_dir('/volume')", files),
  refuse('looks at a file', "select size from pg_stat_file('/etc/passwd')", files),
  refuse('lists the log of changes', "select count(*) from pg_ls_dir('pg_wal')", files),
  refuse('copies from a file', ['create temp table probe_in (line text)', "copy probe_in from '/etc/passwd'"], files),
  refuse('copies to a file', "copy (select 1) to '/tmp/probe'", files),
  refuse(
    'runs a program to read',
    ['create temp table probe_run (line text)', "copy probe_run from program 'id'"],
    files,
  ),
  refuse('runs a program to write', "copy (select 1) to program 'cat > /tmp/probe'", files),
  refuse('imports a file as large object', "select lo_import('/etc/passwd')", files),
  refuse('exports a large object', "select lo_export(min(oid), '/tmp/probe') from pg_largeobject_metadata", files),
  refuse('writes a file by adminpack', 'create extension adminpack', 'PostgreSQL 17 has none'),
  refuse('reads files as tables', 'create extension file_fdw', notInTheImage),
  refuse('reads raw pages', 'create extension pageinspect', notInTheImage),
  refuse('changes rows past transactions', 'create extension pg_surgery', notInTheImage),
  refuse('hijacks a script by its search path', 'create extension earthdistance cascade', notInTheImage),
  refuse('dials out by dblink', 'create extension dblink', 'it is not trusted, and the platform does not install it'),
  refuse(
    'dials out by postgres_fdw',
    'create extension postgres_fdw',
    'it is not trusted, and the platform does not install it',
  ),
  refuse(
    'dials out by a subscription',
    "create subscription probe_sub connection 'host=127.0.0.1 dbname=postgres' publication p with (connect = false)",
    'only members of pg_create_subscription may',
  ),
  refuse('schedules statements', 'create extension pg_cron', 'its library is not loaded'),
  refuse('writes Python', 'create extension plpython3u', untrusted),
  refuse('writes untrusted Perl', 'create extension plperlu', untrusted),
  refuse(
    'writes C',
    "create function probe_c() returns int language c as '$libdir/plpgsql', 'plpgsql_call_handler'",
    untrusted,
  ),
  refuse(
    'writes an internal function',
    "create function probe_i(text) returns text language internal as 'pg_read_file_all'",
    untrusted,
  ),
  refuse('makes a language', 'create language probe_l handler plpgsql_call_handler', superusers),
  refuse(
    'loads a library',
    "load '$libdir/plpgsql'",
    'only libraries of a folder of their own may be loaded, and there is none',
  ),
  refuse(
    'preloads a library in sessions',
    "alter role current_user set session_preload_libraries = 'probe'",
    superusers,
  ),
  refuse('looks for libraries elsewhere', "set dynamic_library_path = '/tmp'", superusers),
  refuse(
    'makes an event trigger',
    [
      'create function probe_e() returns event_trigger language plpgsql as $$begin end$$',
      'create event trigger probe_ddl on ddl_command_start execute function probe_e()',
    ],
    superusers,
  ),
  refuse(
    'makes a trigger for every login',
    [
      'create function probe_on_login() returns event_trigger language plpgsql as $$begin end$$',
      'create event trigger probe_login on login execute function probe_on_login()',
    ],
    superusers,
  ),
  refuse(
    'makes a cast between types of the engine',
    [
      'create function probe_cast(text) returns int language sql as $$select 1$$',
      'create cast (text as int) with function probe_cast(text) as implicit',
    ],
    'one of the types must be its own',
  ),
  refuse(
    'replaces a function of the engine',
    'create or replace function pg_catalog.now() returns timestamptz language sql as $$select null::timestamptz$$',
    'pg_catalog is the superuser’s',
  ),
  refuse(
    'makes an operator of the engine',
    'create operator pg_catalog.=== (leftarg = int, rightarg = int, function = int4eq)',
    'pg_catalog is the superuser’s',
  ),
  refuse(
    'makes an operator class',
    'create operator class probe_ops for type int using btree as operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 btint4cmp(int, int)',
    superusers,
  ),
  refuse('makes a type without safety', 'create type probe_base', superusers),
  refuse(
    'marks a function as leakproof',
    'create function probe_leak(int) returns bool leakproof language sql as $$select true$$',
    superusers,
  ),
  refuse(
    'takes over a function of an extension',
    [
      'create extension if not exists hstore',
      'alter function akeys(hstore) owner to current_user',
      "create or replace function akeys(hstore) returns text[] language sql as $$select '{}'::text[]$$",
    ],
    'members of a trusted extension are the superuser’s',
  ),
  refuse('changes the configuration', "alter system set fsync = 'off'", 'ALTER SYSTEM is off, for everybody'),
  refuse('reads the configuration again', 'select pg_reload_conf()', superusers),
  refuse('shows the access rules', 'select count(*) from pg_hba_file_rules', 'the view is the superuser’s'),
  refuse(
    'sets a trap for the platform’s database',
    "alter database holdfast set search_path = 'public'",
    'it does not own it',
  ),
  refuse('takes over the platform’s database', 'alter database holdfast owner to current_user', 'it does not own it'),
  refuse('closes the template', 'alter database template1 is_template false', 'it does not own it'),
  refuse('logs statements', "set log_statement = 'all'", superusers),
  refuse('hides from the log', "set log_min_messages = 'panic'", superusers),
  refuse(
    'writes into the log in the name of others',
    "select pg_log_backend_memory_contexts(pid) from pg_stat_activity where backend_type = 'checkpointer'",
    superusers,
  ),
  refuse('plays a replica to pass triggers', "set session_replication_role = 'replica'", superusers),
  refuse('lifts its limit of temporary files', 'set temp_file_limit = -1', superusers),
  refuse('makes a tablespace', "create tablespace probe_space location '/tmp'", superusers),
  refuse(
    'makes a logical slot',
    "select pg_create_logical_replication_slot('probe_logical', 'pgoutput')",
    'the owner may not replicate',
  ),
  refuse(
    'makes a physical slot',
    "select pg_create_physical_replication_slot('probe_physical', true)",
    'the owner may not replicate',
  ),
  refuse('begins a backup', "select pg_backup_start('probe', true)", superusers),
  refuse('switches the log of changes', 'select pg_switch_wal()', superusers),
  refuse('marks a point to restore to', "select pg_create_restore_point('probe')", superusers),
  {
    name: 'fills the disk with temporary files',
    kind: 'statement',
    as: 'owner',
    // A held cursor is written out whole; the limit is a quarter of a volume of one GiB.
    tries: () => [
      'begin',
      'declare probe_spill cursor with hold for select repeat(md5(n::text), 240) from generate_series(1, 50000) n',
      'commit',
      'fetch 1 from probe_spill',
    ],
    refusal: /temporary file size exceeds temp_file_limit/,
    because: 'temporary files of a session are limited',
  },
]
