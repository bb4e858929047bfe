import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { runPsql } from '@holdfast/lab/platform/run-psql'
import { expect, it } from 'vitest'
import type { Holdfast, Ran } from './run-holdfast.ts'

interface Given {
  readonly holdfast: Holdfast
  readonly folder: string
}

const ok = { code: 0 }

/** What people do with roles, logical databases, extensions and networks; the database `orders` is there. */
export function tellOfAccess(given: () => Given): void {
  const holdfast: Holdfast = (words, more) => given().holdfast(words, more)
  const sql = (role: string, query: string): Promise<Ran> =>
    holdfast(['psql', 'orders', '--role', role, '--', '-X', '-A', '-t', '-c', query])
  const asOwner = (query: string): Promise<Ran> => holdfast(['psql', 'orders', '--', '-X', '-A', '-t', '-c', query])
  tellOfRoles(holdfast, sql, asOwner)
  tellOfLogicalDatabases(holdfast)
  tellOfExtensions(holdfast, asOwner)
  tellOfCertificates(given)
  tellOfNetworks(holdfast, asOwner)
}

type Sql = (role: string, query: string) => Promise<Ran>
type OwnSql = (query: string) => Promise<Ran>

function tellOfRoles(holdfast: Holdfast, sql: Sql, asOwner: OwnSql): void {
  it('makes a role that reads, then one that writes, as its grants say', async () => {
    expect(await asOwner('create table parts (n int); insert into parts values (7)')).toMatchObject(ok)
    const made = await holdfast('role create orders reporting --grant read --wait')
    expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^\S{16,}\n$/) })
    expect(await sql('reporting', 'select n from parts')).toMatchObject({ code: 0, out: '7\n' })
    expect(await sql('reporting', 'insert into parts values (8)')).toMatchObject({ code: 1 })
    expect(await holdfast('role change orders reporting --grant orders=write --wait')).toMatchObject(ok)
    expect(await sql('reporting', 'insert into parts values (8)')).toMatchObject(ok)
    expect((await holdfast('role list orders')).out).toMatch(
      /reporting +present +reporting_a, reporting_b +orders=write/,
    )
    expect((await holdfast('completion offer -- role delete orders re')).out.trim()).toBe('reporting')
  })

  it('refuses a role that the engine keeps for itself, and says why', async () => {
    for (const name of ['pg_read_server_files', 'hf_keeper', 'x"; drop table parts; --']) {
      const refused = await holdfast(['role', 'create', 'orders', name])
      expect([name, refused.code, refused.err]).toEqual([name, 1, expect.stringContaining('begins with a letter')])
    }
    expect(await holdfast('role create orders odd --grant everything')).toMatchObject({ code: 2 })
    expect(await holdfast('role change orders reporting')).toMatchObject({ code: 2 })
  })
}

function tellOfLogicalDatabases(holdfast: Holdfast): void {
  it('makes a logical database, deletes it and brings it back with what was in it', async () => {
    expect(await holdfast('logical-database create orders archive --wait')).toMatchObject(ok)
    const url = new URL((await holdfast('database url orders --direct')).out.trim())
    url.pathname = '/archive'
    await runPsql(url.href, 'create table old (n int); insert into old values (3)')
    expect(await holdfast('logical-database delete orders archive')).toMatchObject({ code: 2 })
    expect(await holdfast('logical-database delete orders archive --yes --wait')).toMatchObject(ok)
    await expect(runPsql(url.href, 'select 1')).rejects.toThrow()
    expect((await holdfast('logical-database list orders')).out).toMatch(/archive +deleted/)
    expect(await holdfast('logical-database undelete orders archive --wait')).toMatchObject(ok)
    expect(await runPsql(url.href, 'select n from old')).toBe('3')
  })
}

function tellOfExtensions(holdfast: Holdfast, asOwner: OwnSql): void {
  it('installs what is offered, refuses the rest with its reason, and removes', async () => {
    expect(await holdfast('extension install orders pg_trgm --wait')).toMatchObject(ok)
    expect(await asOwner("select similarity('word', 'word')")).toMatchObject({ code: 0, out: '1\n' })
    expect((await holdfast('extension list orders')).out).toMatch(/pg_trgm +installed +\d/)
    const refused = await holdfast('extension install orders dblink')
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('not offered') })
    expect(await holdfast('extension remove orders pg_trgm --wait')).toMatchObject(ok)
    expect((await holdfast('extension list orders')).out).toMatch(/pg_trgm +available/)
    expect((await holdfast('replication-slot list orders')).out).toContain('no replication slots')
  })
}

function tellOfCertificates(given: () => Given): void {
  it('issues a certificate that a role needs beside its password, and revokes it', async () => {
    const { holdfast, folder } = given()
    expect(await holdfast('role change orders reporting --certificate on --wait')).toMatchObject(ok)
    const url = (await holdfast('role url orders reporting')).out.trim()
    await expect(runPsql(url, 'select 1')).rejects.toThrow(/certificate/)
    const out = join(folder, 'certificates')
    const issued = await holdfast(`client-certificate issue orders reporting_a --out ${out} --days 2`)
    expect(issued).toMatchObject({ code: 0, out: expect.stringContaining('sslkey=') })
    expect((await stat(join(out, 'reporting_a.key'))).mode & 0o777).toBe(0o600)
    await expect
      .poll(() => runPsql(`${url}&${issued.out.trim()}`, 'select 5').catch(String), { timeout: 60_000 })
      .toBe('5')
    const again = await holdfast(`client-certificate issue orders reporting_a --out ${out}`)
    expect(again).toMatchObject({ code: 2, err: expect.stringContaining('nothing was issued') })
    const [certificate] = JSON.parse((await holdfast('client-certificate list orders --json')).out).items
    expect(certificate).toMatchObject({ login: 'reporting_a', state: 'valid' })
    expect(await holdfast(`client-certificate revoke orders ${certificate.serial} --yes`)).toMatchObject(ok)
    await expect
      .poll(() => runPsql(`${url}&${issued.out.trim()}`, 'select 5').catch(() => 'refused'), { timeout: 60_000 })
      .toBe('refused')
    expect(await holdfast('role delete orders reporting --yes --wait')).toMatchObject(ok)
    expect((await holdfast('role list orders')).out).not.toContain('reporting')
  })
}

function tellOfNetworks(holdfast: Holdfast, asOwner: OwnSql): void {
  it('lets in from the networks that are allowed, and from no other', async () => {
    expect((await holdfast('network list orders')).out).toBe('0.0.0.0/0\n::/0\n')
    expect(await holdfast('network set orders 10.99.0.0/16,2001:db8::/32')).toMatchObject(ok)
    await expect.poll(async () => (await asOwner('select 1')).code).not.toBe(0)
    expect(await holdfast('network set orders everywhere')).toMatchObject(ok)
    await expect.poll(async () => (await asOwner('select 1')).code).toBe(0)
    expect(await holdfast('network set orders somewhere')).toMatchObject({ code: 1 })
  })
}
