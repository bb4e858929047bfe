import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AskApi, askApiAs } from '../harness/ask-api.ts'
import { inspectPage } from '../harness/inspect-page.ts'
import { openBrowser } from '../harness/open-browser.ts'
import { type PlatformUnderTest, platformUnderTest } from '../harness/platform-under-test.ts'
import { pressTabTo } from '../harness/press-tab-to.ts'
import { runLine } from '../harness/run-line.ts'
import { says } from '../harness/says.ts'

const email = 'dana@kelp.example'
const password = 'correct horse battery staple'
const patient = { timeout: 60_000 }

describe('who may come into a database, as whom, and to what', () => {
  let platform: PlatformUnderTest
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let ask: AskApi
  let folder: string
  /** URL of the database's own login. */
  let main: string

  beforeAll(async () => {
    platform = await platformUnderTest()
    folder = await mkdtemp(join(tmpdir(), 'holdfast-pictures-'))
    browser = await openBrowser()
    context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
    page = await context.newPage()
    await page.goto(platform.url)
    await page.getByLabel('Setup code').fill(platform.setupCode)
    await page.getByLabel('E-mail').fill(email)
    await page.getByLabel('Password').fill(password)
    await button('Set up').click()
    await page.getByRole('link', { name: 'Create database' }).waitFor()
    ask = await askApiAs({ url: platform.url, email, password })
  })
  afterAll(async () => {
    await browser?.close()
    await platform?.wipe()
  })

  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' })
  const row = (name: string | RegExp) => page.getByRole('row', { name })
  const unfold = async (word: string, inside?: Locator) => {
    if (!(await inside?.isVisible())) await page.locator('summary', { hasText: word }).first().click()
  }
  const sql = (url: string, statement: string) => runLine(`psql '${url}' -XAtqc "${statement}"`)
  /** What PostgreSQL said, also when it refused. */
  const told = (url: string, statement: string) => sql(url, statement).catch((error: Error) => error.message)
  const roleUrl = async (role: string) => (await ask('POST', `/v1/databases/orders/roles/${role}/reveal`)).url
  const ready = (name: string | RegExp) => row(name).getByText('Ready').waitFor(patient)

  it('leads from the database to its page of access', async () => {
    await ask('POST', '/v1/databases', { name: 'orders', size: 'micro', storageBytes: 1024 ** 3 })
    await expect.poll(async () => (await ask('GET', '/v1/databases/orders')).state, patient).toBe('running')
    main = (await ask('POST', '/v1/databases/orders/connection/reveal')).direct.url
    await sql(main, "create table kelp (name text); insert into kelp values ('holdfast')")
    await page.getByRole('link', { name: 'orders' }).click()
    await page.getByRole('link', { name: 'Access', exact: true }).click()
    await page.getByRole('heading', { level: 2, name: 'Replication slots' }).waitFor()
  })

  it('makes a role that reads, by keyboard alone, and shows its password this once', async () => {
    await pressTabTo(page, 'New role')
    await page.keyboard.press('Enter')
    await pressTabTo(page, 'Name of the role')
    await page.keyboard.type('x; drop table kelp')
    await pressTabTo(page, 'In orders')
    await page.keyboard.type('read')
    await pressTabTo(page, 'Create role')
    await page.keyboard.press('Enter')
    const name = page.getByLabel('Name of the role')
    await expect.poll(() => name.getAttribute('aria-invalid')).toBe('true')
    await name.fill('reporting')
    await page.keyboard.press('Enter')
    const once = page.getByRole('region', { name: 'The password of reporting' })
    await once.waitFor()
    await once.getByRole('button', { name: 'Copy password' }).click()
    const secret = await page.evaluate(() => navigator.clipboard.readText())
    expect(await once.textContent()).toContain(secret)
    await ready(/reporting_a/)
    const url = await roleUrl('reporting')
    expect(url).toContain(encodeURIComponent(secret))
    expect(await sql(url, 'select current_user, name from kelp')).toBe('reporting|holdfast')
    expect(await told(url, "insert into kelp values ('x')")).toMatch(/permission denied/)
    await sql(main, 'create table later as select 1 as n')
    expect(await sql(url, 'select n from later')).toBe('1')
    await once.getByRole('button', { name: 'Put away' }).click()
    await page.reload()
    await row(/reporting_a/).waitFor()
    expect(await page.content()).not.toContain(secret)
  })

  it('is without fault for assistive technology, folded and unfolded, in both themes and at both widths', async () => {
    for (const word of ['New role', 'New logical database', 'are not offered', 'New certificate']) await unfold(word)
    await page.getByLabel('Find by name or use').fill('trigram')
    await button('Change reporting').click()
    await page.getByRole('heading', { level: 2, name: 'Change reporting' }).waitFor()
    expect(new URL(page.url()).searchParams.get('role')).toBe('reporting')
    expect(await inspectPage({ page, name: 'access', pictures: folder })).toEqual([])
  })

  it('changes what a role may do', async () => {
    const panel = page.getByRole('region', { name: 'Change reporting' })
    await panel.getByLabel('In orders').selectOption('write')
    await panel.getByRole('button', { name: 'Save role' }).click()
    await says(row(/reporting_a/), 'write orders', patient)
    await ready(/reporting_a/)
    const url = await roleUrl('reporting')
    await expect.poll(() => told(url, "insert into kelp values ('written')"), patient).toBe('')
    expect(await told(url, 'create table mine ()')).toMatch(/permission denied/)
  })

  it('makes a logical database by the very line that the form shows, and the page tells without a reload', async () => {
    const field = page.getByLabel('Name of the logical database')
    await unfold('New logical database', field)
    await field.fill('analytics')
    const form = page.locator('details', { has: field }).last()
    await form.locator('summary', { hasText: 'Show as command' }).click()
    await form.getByRole('button', { name: 'Copy curl command' }).click()
    const line = await page.evaluate(() => navigator.clipboard.readText())
    const { value } = await ask('POST', '/v1/tokens', { name: 'ci', scopes: ['database:change', 'database:read'] })
    await runLine(
      `export HOLDFAST_URL='${platform.url}' HOLDFAST_TOKEN='${value}'; uuidgen() { echo made-${Date.now()}; }\n${line}`,
    )
    await ready(/^analytics/)
    const inside = main.replace('/orders?', '/analytics?')
    await sql(inside, 'create table figures (n int); insert into figures values (42)')
    expect(
      await told(inside.replace(/\/\/[^@]+@/, (await roleUrl('reporting')).match(/\/\/[^@]+@/)?.[0] ?? ''), 'select 1'),
    ).toMatch(/permission denied/)
  })

  it('deletes a logical database whose name was typed, and brings it back with its data from the notice and from its row', async () => {
    const inside = main.replace('/orders?', '/analytics?')
    const which = page.getByLabel('Logical database to delete')
    await unfold('Delete a logical database', which)
    await which.selectOption('analytics')
    const typed = page.getByLabel('Type analytics to confirm')
    await typed.fill('analytic')
    await button('Delete logical database').click()
    await says(page, 'This is not its name.')
    await typed.fill('analytics')
    await button('Delete logical database').click()
    await page.getByText('analytics is deleted. It can be brought back for 7 days.').first().hover()
    await says(row(/^analytics/), /Recoverable for/)
    await button('Undo').click()
    await ready(/^analytics/)
    await expect.poll(async () => (await ask('GET', '/v1/databases/orders')).operationId, patient).toBe(null)
    expect(await sql(inside, 'select n from figures')).toBe('42')

    await unfold('Delete a logical database', which)
    await which.selectOption('analytics')
    await typed.fill('analytics')
    await button('Delete logical database').click()
    await says(row(/^analytics/), /Recoverable for/, patient)
    await expect.poll(() => told(inside, 'select 1'), patient).toMatch(/does not exist/)
    await button('Undelete analytics').click()
    await ready(/^analytics/)
    await expect.poll(() => told(inside, 'select n from figures'), patient).toBe('42')
  })

  it('installs and removes an extension, and says why another is not offered', async () => {
    const installed = (url: string) =>
      sql(url, "select string_agg(extname, ' ') from pg_extension where extname = 'pg_trgm'")
    await page.getByLabel('In the logical database').selectOption('analytics')
    await page.getByLabel('Find by name or use').fill('trigram')
    await button('Install pg_trgm').click()
    await says(row(/^pg_trgm/), 'Installed', patient)
    expect(await installed(main.replace('/orders?', '/analytics?'))).toBe('pg_trgm')
    expect(await installed(main)).toBe('')
    await button('Remove pg_trgm').click()
    await says(row(/^pg_trgm/), 'Available', patient)
    expect(await installed(main.replace('/orders?', '/analytics?'))).toBe('')
    await unfold('are not offered', row(/^dblink/))
    expect(await row(/^dblink/).textContent()).toMatch(/Not offered.*any address/)
  })

  it('warns whoever would lock their own address out, and turns away who is in none of the networks', async () => {
    const field = page.getByLabel('Networks, one in each line')
    await field.fill('10.0.0.0/33')
    await button('Save networks').click()
    await says(page, '“10.0.0.0/33” is not a network in CIDR notation.')
    await field.fill('203.0.113.0/24')
    await says(page, /Your own address .* is in none of these networks/)
    await button('Save networks').click()
    await says(page, 'Confirm that you want to lock your own address out, or add it.')
    expect(await sql(main, 'select 1')).toBe('1')
    await page.getByLabel('I know, lock this address out').check()
    await button('Save networks').click()
    await says(page, 'The allowed networks are saved.')
    await expect.poll(() => told(main, 'select 1'), patient).not.toBe('1')
    await button('Only me').click()
    expect(await field.inputValue()).toMatch(/^[\d.]+\/32$/)
    await page.getByText(/is in none of these networks/).waitFor({ state: 'detached' })
    await button('Save networks').click()
    await expect.poll(() => told(main, 'select 1'), patient).toBe('1')
    await field.fill('0.0.0.0/0\n::/0')
    await button('Save networks').click()
    await expect.poll(() => told(main, 'select 1'), patient).toBe('1')
  })

  it('issues a certificate whose key is downloaded once, without which its role does not come in, and revokes it', async () => {
    const name = page.getByLabel('Name of the role')
    await unfold('New role', name)
    await name.fill('auditing')
    await page.getByLabel('In orders').last().selectOption('read')
    await page
      .getByLabel(/Needs a client certificate/)
      .last()
      .check()
    await button('Create role').click()
    await page.getByRole('region', { name: 'The password of auditing' }).waitFor()
    await ready(/auditing_a/)
    const bare = await roleUrl('auditing')
    await expect.poll(() => told(bare, 'select 1'), patient).toMatch(/certificate/)

    const login = page.getByLabel('For the login')
    await unfold('New certificate', login)
    await login.selectOption(/\/\/(\w+):/.exec(bare)?.[1] ?? '')
    await button('Issue certificate').click()
    const files = page.getByRole('region', { name: /^Certificate of auditing_/ })
    for (const file of ['client.crt', 'client.key']) {
      const downloading = page.waitForEvent('download')
      await files.getByRole('link', { name: `Download ${file}` }).click()
      await (await downloading).saveAs(join(folder, file))
      await chmod(join(folder, file), 0o600)
    }
    await page.getByRole('link', { name: 'Overview' }).click()
    await page.getByLabel('Role', { exact: true }).selectOption('auditing')
    await says(page, /does not pass the pooler/)
    await button('Copy').first().click()
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('sslkey=client.key')
    const line = await page.evaluate(() => navigator.clipboard.readText())
    const come = () =>
      runLine(`cd ${folder} && ${line} -XAtc 'select current_user'`).catch((error: Error) => error.message)
    await expect.poll(come, patient).toBe('auditing')

    await page.getByRole('link', { name: 'Access', exact: true }).click()
    await button(/^Revoke /).click()
    await says(page, 'The certificate is revoked.')
    await expect.poll(come, patient).toMatch(/revoked/)
  })

  it('tells of a slot that nobody reads', async () => {
    const grants = [{ database: 'orders', preset: 'read' }]
    await ask('POST', '/v1/databases/orders/roles', { name: 'streaming', grants, replication: true })
    await ready(/streaming_a/)
    const url = `${await roleUrl('streaming')}&replication=database`
    const make = () => told(url, 'CREATE_REPLICATION_SLOT changes LOGICAL pgoutput')
    await expect.poll(make, patient).toMatch(/^changes\||already exists/)
    await says(row(/^changes/), 'Nobody reads it', patient)
  })

  it('shows a viewer everything and lets them do nothing, with the reason', async () => {
    const made = await ask('POST', '/v1/invitations', { email: 'vera@kelp.example', role: 'viewer' })
    await ask('POST', '/v1/invitations/sign-up', { value: made.value, password })
    const other = await browser.newContext()
    const hers = await other.newPage()
    await hers.goto(platform.url)
    await hers.getByLabel('E-mail').fill('vera@kelp.example')
    await hers.getByLabel('Password').fill(password)
    await hers.getByRole('button', { name: 'Sign in' }).click()
    await hers.getByRole('link', { name: 'orders' }).click()
    await says(hers, 'Needs the permission database:connect')
    await hers.getByRole('link', { name: 'Access', exact: true }).click()
    await hers.getByRole('row', { name: /reporting_a/ }).waitFor()
    await hers.locator('summary', { hasText: 'New role' }).click()
    const create = hers.getByRole('button', { name: 'Create role' })
    expect(await create.getAttribute('aria-disabled')).toBe('true')
    await says(hers, 'Needs the permission database:change')
    await other.close()
  })

  it('deletes a role, whose sessions and logins are gone then', async () => {
    const url = await roleUrl('reporting')
    await button('Change reporting').click()
    const panel = page.getByRole('region', { name: 'Change reporting' })
    await panel.locator('summary', { hasText: 'Delete this role' }).click()
    await panel.getByLabel('Type reporting to confirm').fill('reporting')
    await panel.getByRole('button', { name: 'Delete role' }).click()
    await row(/reporting_a/).waitFor({ state: 'detached', ...patient })
    expect(await told(url, 'select 1')).toMatch(/password authentication failed|does not exist|not permitted/)
    expect(await sql(main, 'select count(*) from kelp')).toBe('2')
  })
})
