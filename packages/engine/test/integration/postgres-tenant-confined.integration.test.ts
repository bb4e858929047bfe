import { findEngine } from '@holdfast/engine'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, aTestInstance, openClient, type TestInstance } from '../harness/index.ts'

const engine = findEngine('postgres')
if (!engine) throw new Error('the catalogue lacks PostgreSQL')

let instance: TestInstance

beforeAll(async () => {
  instance = await aTestInstance(engine)
  await instance.start()
  await instance.untilRunning()
})

afterAll(() => instance?.remove())

describe('a tenant may', () => {
  it('work as the owner of its database whichever login of the pair it uses', async () => {
    for (const user of ['shop_a', 'shop_b'])
      expect(await ask(instance, 'select current_user as role, current_database() as db', { user })).toEqual([
        { role: 'shop', db: 'shop' },
      ])
    await ask(instance, 'create table made_by_a (n int)', { user: 'shop_a' })
    await ask(instance, 'drop table made_by_a', { user: 'shop_b' })
  })

  it('make roles and databases, and use them at once', async () => {
    await ask(instance, "create role reporter login password 'long enough'")
    await ask(instance, 'create database reports owner reporter')
    const options = { user: 'reporter', password: 'long enough', database: 'reports' }
    expect(await ask(instance, 'select current_user as role', options)).toEqual([{ role: 'reporter' }])
  })

  it('reach the maintenance database, as tools do before they create one, but make nothing there', async () => {
    const database = 'postgres'
    await ask(instance, 'create database made_by_a_tool', { database })
    await expect(ask(instance, 'create table t (n int)', { database })).rejects.toThrow(/permission denied/)
    await expect(ask(instance, 'create temp table t (n int)', { database })).rejects.toThrow(/permission denied/)
  })

  it.each([
    'vector',
    'postgis',
    'hypopg',
    'pg_stat_statements',
    'bloom',
    'moddatetime',
    'pg_trgm',
    'pgcrypto',
    'hstore',
    'citext',
    'uuid-ossp',
    'pg_partman',
  ])('install %s', async (name) => {
    await ask(instance, `create extension "${name}"`)
  })

  it('see what its server does', async () => {
    const rows = await ask(instance, 'select count(*)::int as n from pg_stat_activity where query is not null')
    expect(rows[0]?.n).toBeGreaterThan(0)
    await ask(instance, 'select count(*) from pg_stat_statements')
  })

  it('cut its own sessions', async () => {
    const other = await openClient(instance)
    const { rows } = await other.query('select pg_backend_pid() as pid')
    expect(await ask(instance, `select pg_terminate_backend(${rows[0].pid}) as cut`)).toEqual([{ cut: true }])
    await other.end().catch(() => undefined)
  })
})

describe('a tenant may not', () => {
  const refused: Record<string, string> = {
    'become superuser': 'alter role shop superuser',
    'make a superuser': 'create role evil superuser',
    'make a replication role': 'create role evil replication',
    'bypass row security': 'create role evil bypassrls',
    'join the platform': 'grant hf_platform to shop',
    'pass on the monitor role': 'grant pg_monitor to reporter',
    'take file rights': 'grant pg_read_server_files to shop',
    'take program rights': 'grant pg_execute_server_program to shop',
    'set role to the superuser': 'set role postgres',
    'change the superuser': "alter role postgres password 'x'",
    'change a platform role': 'alter role hf_pooler login',
    'drop its own logins': 'drop role shop_b',
    'read password verifiers': 'select rolpassword from pg_authid',
    'read files': "select pg_read_file('/volume/run/server.key')",
    'list folders': "select pg_ls_dir('/volume')",
    'copy from a file': "create table f (t text); copy f from '/volume/run/logins.json'",
    'run programs': "create table p (t text); copy p from program 'id'",
    'import files as large objects': "select lo_import('/volume/run/server.key')",
    'change the configuration': "alter system set fsync = 'off'",
    'load libraries': "load '/tmp/evil.so'",
    'preload libraries': "set session_preload_libraries = 'evil'",
    'write functions in C': "create function f() returns int language c as 'libc', 'abort'",
    'make event triggers':
      'create function e() returns event_trigger language plpgsql as $$begin end$$; create event trigger e on ddl_command_start execute function e()',
    'install file_fdw': 'create extension file_fdw',
    'install pageinspect': 'create extension pageinspect',
    'install dblink': 'create extension dblink',
    'make a tablespace': "create tablespace t location '/tmp'",
    'open the log of changes': "select pg_create_logical_replication_slot('s', 'pgoutput')",
    'switch the log': 'select pg_switch_wal()',
    'reload the configuration': 'select pg_reload_conf()',
    'read the access rules': 'select * from pg_hba_file_rules',
    'change what is logged': "set log_statement = 'all'",
    'drop the platform database': 'drop database holdfast',
    'set anything for the platform database': "alter database holdfast set search_path = 'evil'",
    'lift its limit of temporary files': 'set temp_file_limit = -1',
  }

  it.each(Object.entries(refused))('%s', async (_, sql) => {
    await expect(ask(instance, sql)).rejects.toThrow(
      /permission denied|must be|not exist|not available|cannot|Only roles|may|only superuser|not allowed/i,
    )
  })

  it.each([
    ['as the superuser', { user: 'postgres', password: 'x' }],
    ['as a platform role', { user: 'hf_pooler', password: 'x' }],
    ['to the platform database', { database: 'holdfast' }],
    ['to the template', { database: 'template1' }],
  ])('log in %s', async (_, options) => {
    await expect(openClient(instance, options)).rejects.toThrow(/pg_hba/)
  })

  it('trap a platform session with settings of its database, or by a role of a platform name', async () => {
    await ask(
      instance,
      'create schema evil; create function evil.now() returns timestamptz language sql as $$select null::timestamptz$$',
    )
    await ask(
      instance,
      "alter database shop set search_path = 'evil', 'pg_catalog'; alter database shop set role = 'shop'",
    )
    await ask(instance, "create role hf_evil login password 'long enough'")
    await instance.writePasswords()
    expect((await instance.control('POST', '/apply')).status).toBe(200)
    expect((await instance.observe()).health).toBe('running')
    expect(await ask(instance, 'select 1 as one', { user: 'hf_evil', password: 'long enough' })).toEqual([{ one: 1 }])
  })

  it('find a verifier in any log or view', async () => {
    await instance.writePasswords()
    expect((await instance.control('POST', '/apply')).status).toBe(200)
    expect(await instance.log()).not.toContain('SCRAM-SHA-256')
    const seen = await ask(
      instance,
      "select count(*)::int as n from (select query from pg_stat_activity union all select query from public.pg_stat_statements) q where query ilike '%scram-sha%' and query not ilike '%ilike%'",
    )
    expect(seen).toEqual([{ n: 0 }])
  })
})

it('brings its own roles back to what the page says, whatever was done to them', async () => {
  const client = await openClient(instance, { user: 'shop_a' })
  await client.query("set role none; alter role shop_a password 'chosen by the tenant'; alter role shop_a reset role")
  await client.end()
  expect((await ask(instance, 'select 1 as one', { password: 'chosen by the tenant' }))[0]).toEqual({ one: 1 })
  await instance.writePage({ restarts: instance.page.restarts + 1 })
  expect((await instance.control('POST', '/apply')).status).toBe(200)
  expect(await ask(instance, 'select current_user as role')).toEqual([{ role: 'shop' }])
})

it('does not make the first database again after its owner dropped it', async () => {
  await ask(instance, 'create database other')
  await ask(instance, 'drop database shop', { database: 'other' })
  await instance.start()
  await instance.untilRunning()
  await expect(openClient(instance)).rejects.toThrow(/does not exist/)
  expect(await ask(instance, 'select 1 as one', { database: 'other' })).toEqual([{ one: 1 }])
})
