import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inspectPage } from '../harness/inspect-page.ts'
import { openBrowser } from '../harness/open-browser.ts'
import { type PlatformUnderTest, platformUnderTest } from '../harness/platform-under-test.ts'
import { pressTabTo } from '../harness/press-tab-to.ts'
import { runLine } from '../harness/run-line.ts'
import { says } from '../harness/says.ts'

const email = 'dana@kelp.example'
const password = 'correct horse battery staple'

describe('from nothing to a connection string in the browser', () => {
  let platform: PlatformUnderTest
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let pictures: string
  /** What the browser complained of, and every request that left the origin. */
  const complaints: string[] = []

  beforeAll(async () => {
    platform = await platformUnderTest()
    browser = await openBrowser()
    pictures = await mkdtemp(join(tmpdir(), 'holdfast-pictures-'))
    context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
    page = await context.newPage()
    page.on('pageerror', (error) => complaints.push(`fault: ${error.message}`))
    page.on('console', (message) => {
      if (/Content Security Policy|Warning:|Error:/.test(message.text())) complaints.push(message.text())
    })
    page.on('request', (request) => {
      if (!request.url().startsWith(platform.url)) complaints.push(`asked ${request.url()}`)
    })
  })
  afterAll(async () => {
    await browser?.close()
    await platform?.wipe()
  })

  const button = (name: string | RegExp) => page.getByRole('button', { name })
  const heading = (name: string) => page.getByRole('heading', { level: 1, name })
  const inspect = async (name: string) => expect(await inspectPage({ page, name, pictures })).toEqual([])
  const focused = () => page.evaluate(() => document.activeElement?.textContent)
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText())

  it('leads to the setup, and names the field when the code is wrong', async () => {
    await page.goto(platform.url)
    await heading('Set up Holdfast').waitFor()
    expect(new URL(page.url()).pathname).toBe('/setup')
    await inspect('setup')
    await page.getByLabel('Setup code').fill('wrong')
    await page.getByLabel('E-mail').fill(email)
    await page.getByLabel('Password').fill(password)
    await button('Set up').click()
    const code = page.getByLabel('Setup code')
    await expect.poll(() => code.getAttribute('aria-invalid')).toBe('true')
    expect(await code.evaluate((field) => field === document.activeElement)).toBe(true)
  })

  it('signs up with the printed code and shows what to do first', async () => {
    await page.getByLabel('Setup code').fill(platform.setupCode)
    await button('Set up').click()
    await heading('Databases').waitFor()
    await says(page, 'No database here')
    await inspect('first-run')
  })

  it('creates with one click, shows the real host at once, and becomes ready', async () => {
    await page.getByRole('link', { name: 'Create database' }).click()
    await heading('Create database').waitFor()
    await page.getByLabel('Name').waitFor()
    expect(await focused()).toBe('Create database')
    await inspect('create')
    await page.getByRole('radio', { name: /Micro/ }).check()
    await page.getByLabel('Storage in GiB').fill('1')
    const started = Date.now()
    await button('Create database').click()
    await heading('orders').waitFor()
    await says(page, 'localhost')
    await says(page, /Ready in/, { timeout: 60_000 })
    expect(Date.now() - started).toBeLessThan(60_000)
    await says(page, 'Healthy')
    await page.getByRole('link', { name: 'Created orders' }).waitFor()
  })

  it('shows the password once; the very string on the screen and in the clipboard works in psql', async () => {
    const line = (await page.getByRole('figure', { name: 'Connection string' }).textContent()) ?? ''
    expect(line).toMatch(/^psql 'postgres/)
    expect(line).not.toContain('•')
    expect(await runLine(`${line} -XAtc 'select current_user'`)).toMatch(/orders/)
    await button('Copy').click()
    expect(await clipboard()).toBe(line)
    await inspect('overview')
    await page.reload()
    await heading('orders').waitFor()
    const figure = page.getByRole('figure', { name: 'Connection string' })
    await expect.poll(() => figure.textContent()).toContain('••••••••')
    await button('Copy').click()
    await expect.poll(clipboard).toBe(line)
    expect(await figure.textContent()).toContain('••••••••')
    await runLine(`${line} -XAtc "create table kelp (name text); insert into kelp values ('holdfast')"`)
  })

  it('writes each reading of the password to the audit trail', async () => {
    const refreshed = page.waitForResponse((response) => response.url().endsWith('/v1/sessions/refresh'))
    await page.reload()
    const { accessToken } = (await (await refreshed).json()) as { accessToken: string }
    const { items } = await page.evaluate(async (token) => {
      const response = await fetch('/v1/audit-events?limit=50', { headers: { authorization: `Bearer ${token}` } })
      return (await response.json()) as { items: { action: string }[] }
    }, accessToken)
    expect(items.filter(({ action }) => action === 'database.password-revealed').length).toBeGreaterThanOrEqual(2)
  })

  it('says at the field that a name is taken, and keeps what was typed', async () => {
    await page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: 'Databases' }).click()
    await page.getByRole('link', { name: 'Create database' }).click()
    await page.getByLabel('Name').fill('orders')
    await page.getByRole('radio', { name: /Micro/ }).check()
    await page.getByLabel('Storage in GiB').fill('1')
    await button('Create database').click()
    await says(page, '"orders" exists in this organization.')
    expect(await page.getByLabel('Name').inputValue()).toBe('orders')
    await page.getByRole('link', { name: 'Back' }).click()
    await page.getByRole('link', { name: 'orders' }).click()
  })

  it('skips to the content by keyboard, and follows links with the focus on the heading', async () => {
    await page.reload()
    await heading('orders').waitFor()
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('Skip to the content')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('Overview')
    await pressTabTo(page, 'Settings')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 2, name: 'Restart' }).waitFor()
    expect(await page.title()).toBe('orders · Settings · Holdfast')
    expect(await focused()).toBe('orders')
    await page.goBack()
    await button('Copy').waitFor()
  })

  it('says when it is not live, and catches up by itself', async () => {
    const events = /\/v1\/events/
    const notice = page.getByText(/Reconnecting, shown as of/)
    await page.route(events, (route) => route.abort())
    await page.reload()
    await notice.waitFor({ timeout: 30_000 })
    await page.unroute(events)
    await notice.waitFor({ state: 'detached', timeout: 30_000 })
  })

  it('tells the operation step by step, the hosts and the settings', async () => {
    await page.getByRole('link', { name: 'Created orders' }).click()
    await heading('Created orders').waitFor()
    await inspect('operation')
    await page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: 'Operations' }).click()
    await heading('Operations').waitFor()
    await inspect('operations')
    await page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: 'Hosts' }).click()
    await says(page, '1 host, connected.')
    await inspect('hosts')
    await page.goBack()
    await page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: 'Databases' }).click()
    await says(page, '1 database, healthy.')
    await inspect('databases')
    await page.getByRole('link', { name: 'orders' }).click()
    const pages = page.getByRole('navigation', { name: 'Pages of this database' })
    await pages.getByRole('link', { name: 'Settings' }).click()
    await button('Restart').waitFor()
    await inspect('settings')
  })

  it('restarts, and says so while it runs and when it ended', async () => {
    await button('Restart').click()
    await says(page, 'orders is being restarted.')
    await page.getByRole('link', { name: 'Overview' }).click()
    await page.getByRole('link', { name: 'Restarted orders' }).waitFor({ timeout: 60_000 })
    await says(page, 'Healthy', { timeout: 60_000 })
  })

  it('refuses to delete what is protected, and the wrong name', async () => {
    await page.getByRole('link', { name: 'Danger' }).click()
    await button('Turn protection on').click()
    await says(page, 'Delete protection is on. Turn it off above first.')
    expect(await button('Delete').getAttribute('aria-disabled')).toBe('true')
    await inspect('danger')
    await button('Turn protection off').click()
    await button('Turn protection on').waitFor()
    await page.getByLabel('Type orders to confirm').fill('order')
    await button('Delete').click()
    await says(page, 'This is not the name of the database.')
  })

  it('deletes, offers the way back, and brings it back with its data and the same string', async () => {
    await page.getByLabel('Type orders to confirm').fill('orders')
    await button('Delete').click()
    await says(page, 'orders is deleted. It can be brought back for 7 days.')
    await says(page, 'Recently deleted (1)')
    await button('Undo').click()
    await says(page, '1 database, healthy.', { timeout: 60_000 })
    await page.getByRole('link', { name: 'orders' }).click()
    await says(page, 'Healthy', { timeout: 60_000 })
    await button('Copy').click()
    await expect.poll(clipboard).toMatch(/^psql/)
    expect(await runLine(`${await clipboard()} -XAtc 'select name from kelp'`)).toBe('holdfast')
  })

  it('brings back from the list too', async () => {
    await page.getByRole('link', { name: 'Danger' }).click()
    await page.getByLabel('Type orders to confirm').fill('orders')
    await button('Delete').click()
    await page.getByText('Recently deleted (1)').click()
    await says(page, /Recoverable for/)
    await inspect('recently-deleted')
    await button('Undelete orders').click()
    await says(page, '1 database, healthy.', { timeout: 60_000 })
  })

  it('signs out everywhere in this browser, and goes on where it was after the sign-in', async () => {
    const other = await context.newPage()
    await other.goto(page.url())
    await says(other, '1 database, healthy.')
    await button(`Account of ${email}`).click()
    await inspect('account')
    await button('Sign out').click()
    await heading('Sign in').waitFor()
    await other.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
    await other.close()
    await inspect('sign-in')
    await page.getByLabel('E-mail').fill(email)
    await page.getByLabel('Password').fill(password)
    await button('Sign in').click()
    await says(page, '1 database, healthy.')
  })

  it('asked nobody but its own origin, and broke no rule of its content security policy', () => {
    expect(complaints).toEqual([])
  })
})
