import { readdir, readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import type { Holdfast } from './run-holdfast.ts'

/** Arguments and environment of every process of this machine that the tests may look at. */
async function allProcesses(): Promise<{ arguments: string; environment: string }[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const textOf = (path: string) => readFile(path, 'latin1').catch(() => '')
  return Promise.all(
    ids.map(async (id) => ({
      arguments: await textOf(`/proc/${id}/cmdline`),
      environment: await textOf(`/proc/${id}/environ`),
    })),
  )
}

/** What people see of `holdfast psql`; the database `orders` is there. */
export function tellOfPsql(given: () => Holdfast): void {
  const query = 'select ssl, current_user from pg_stat_ssl where pid = pg_backend_pid()'

  it('hands what stands behind -- to psql, over TLS, by either endpoint', async () => {
    const direct = await given()(['psql', 'orders', '--', '-X', '-A', '-t', '-c', query])
    expect(direct).toMatchObject({ code: 0, out: 't|orders\n' })
    const pooled = await given()(['psql', 'orders', '--pooled', '--', '-X', '-A', '-t', '-c', 'select 40 + 2'])
    expect(pooled).toMatchObject({ code: 0, out: '42\n' })
  })

  it('gives the exit code of psql, and reads a script from standard input', async () => {
    expect(
      await given()(['psql', 'orders', '--', '-X', '-v', 'ON_ERROR_STOP=1'], { input: 'select 1/0;\n' }),
    ).toMatchObject({ code: 3, err: expect.stringContaining('division by zero') })
    expect(await given()('psql orders -- --version')).toMatchObject({ code: 0, out: expect.stringMatching(/^psql/) })
  })

  it('shows its password in no argument and no environment of any process, and leaves no file with it', async () => {
    const url = new URL((await given()('database url orders --direct')).out.trim())
    const password = decodeURIComponent(url.password)
    expect(password.length).toBeGreaterThan(16)
    const running = given()(['psql', 'orders', '--', '-X', '-c', "select 'the long one', pg_sleep(600)"])
    const seen = () => allProcesses().then((all) => all.filter((it) => it.arguments.includes('the long one')))
    // The CLI and its psql: two processes name the query.
    await expect.poll(async () => (await seen()).some((it) => it.arguments.includes('psql\0-d\0'))).toBe(true)
    const all = await allProcesses()
    for (const process of all) {
      expect(process.arguments).not.toContain(password)
      expect(process.environment).not.toContain(password)
    }
    const cancel = `select pg_cancel_backend(pid) from pg_stat_activity where query ~ '^select .the long one' and state = 'active'`
    const cancelled = async () => (await given()(['psql', 'orders', '--', '-X', '-A', '-t', '-c', cancel])).out
    await expect.poll(cancelled).toBe('t\n')
    expect(await running).toMatchObject({ code: 1, err: expect.stringContaining('canceling statement') })
  })

  it('goes by the name of the database, which its certificate must bear', async () => {
    // Names below .test lead nowhere: the address is given beside the name, as libpq allows.
    const env = { PGHOSTADDR: '127.0.0.1' }
    const byName = ['psql', 'orders', '--by-name', '--', '-X', '-A', '-t', '-c']
    expect(await given()([...byName, query], { env })).toMatchObject({ code: 0, out: 't|orders\n' })
    const pooled = ['psql', 'orders', '--by-name', '--pooled', '--', '-X', '-A', '-t', '-c', 'select 43']
    expect(await given()(pooled, { env })).toMatchObject({ code: 0, out: '43\n' })
  })

  it('says what this installation does not have', async () => {
    const hosts = await given()('psql orders --host-list')
    expect(hosts).toMatchObject({ code: 2, err: expect.stringContaining('HOLDFAST_ENDPOINT') })
    expect(await given()('psql orders --by-name --host-list')).toMatchObject({ code: 2 })
  })
}
