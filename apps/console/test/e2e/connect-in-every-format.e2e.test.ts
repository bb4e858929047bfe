import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startThrowawayPlatform, type ThrowawayPlatform } from '@holdfast/lab/platform/throwaway-platform'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AskApi, askApiAs } from '../harness/ask-api.ts'
import { inStore } from '../harness/in-store.ts'
import { inspectPage } from '../harness/inspect-page.ts'
import { openBrowser } from '../harness/open-browser.ts'
import { pressTabTo } from '../harness/press-tab-to.ts'
import { type FormatName, missingFor, runFormat } from '../harness/run-format.ts'
import { says } from '../harness/says.ts'

const email = 'dana@kelp.example'
const password = 'correct horse battery staple'
const formats: readonly FormatName[] = ['psql', 'URL', '.env', 'Node', 'Python', 'JDBC', 'Go', 'Prisma']

describe('the connection panel', () => {
  let platform: ThrowawayPlatform
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let ask: AskApi
  let folder: string

  beforeAll(async () => {
    platform = await startThrowawayPlatform()
    folder = await mkdtemp(join(tmpdir(), 'holdfast-pictures-'))
    // A name that is not loopback makes an origin without a secure context, as plain HTTP from another machine is.
    browser = await openBrowser(['--host-resolver-rules=MAP plain.test 127.0.0.1'])
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

  const button = (name: string | RegExp) => page.getByRole('button', { name })
  const radio = (name: string) => page.getByRole('radio', { name, exact: true })
  const figure = () => page.getByRole('figure', { name: 'Connection string' })
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText())
  const overview = () => page.goto(`${platform.url}${new URL(page.url()).pathname.replace(/(\/d\/[^/]+).*/, '$1')}`)

  it('shows the quota before anything is created, and says when a wish is beyond it', async () => {
    await page.getByRole('link', { name: 'Create database' }).click()
    await page.getByRole('radio', { name: /Micro/ }).check()
    await page.getByLabel('Storage in GiB').fill('1')
    await says(page, 'This database fits into the quota')
    await page.getByLabel('Storage in GiB').fill('999999')
    await says(page, 'Not enough storage left: an operator sets the quota')
    await page.getByLabel('Storage in GiB').fill('1')
    await button('Create database').click()
    await says(page, /Ready in/, { timeout: 60_000 })
  })

  it('takes the downloaded CA where the person keeps it', async () => {
    const downloading = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Download CA' }).click()
    const kept = join(folder, 'my ca.pem')
    await (await downloading).saveAs(kept)
    expect(await readFile(kept, 'utf8')).toContain('BEGIN CERTIFICATE')
    await page.getByLabel('File of the CA on your machine').fill(kept)
    expect(decodeURIComponent((await figure().textContent()) ?? '')).toContain(`sslrootcert=${kept}`)
  })

  for (const format of formats) {
    const missing = missingFor(format)
    it.skipIf(missing)(
      `gives ${format} that connects when it is pasted unchanged, pooled and direct${missing ? ` (${missing})` : ''}`,
      async () => {
        await radio(format).check()
        for (const endpoint of ['Pooled', 'Direct']) {
          await radio(endpoint).check()
          const shown = (await figure().textContent()) ?? ''
          expect(shown).not.toContain('•')
          await button('Copy').first().click()
          await expect.poll(clipboard).toBe(shown)
          expect(await runFormat(format, shown)).toBe('orders')
        }
      },
    )
  }

  it('remembers the choice, masks the password after the page was left, and copies it all the same', async () => {
    await radio('Python').check()
    await radio('Direct').check()
    await page.reload()
    await expect.poll(() => figure().textContent()).toMatch(/^import psycopg[\s\S]*••••••••/)
    expect(await radio('Direct').isChecked()).toBe(true)
    await button('Copy').first().click()
    await expect.poll(clipboard).toMatch(/^import psycopg[\s\S]*connect\("postgresql:\/\/[^:]+:[^•]{16,}@/)
    expect(await figure().textContent()).toContain('••••••••')
  })

  it('reveals for a while after the own password was typed again, and the audit trail tells', async () => {
    await inStore(platform, "UPDATE database SET created_at = now() - interval '1 hour'")
    await inStore(platform, "UPDATE session SET proved_at = now() - interval '1 hour'")
    const revealed = async () =>
      (await ask('GET', '/v1/audit-events?limit=200&action=database.password-revealed')).items.length
    const before = await revealed()
    await button('Reveal password').click()
    const dialog = page.getByRole('dialog', { name: 'Type your password' })
    await dialog.getByLabel('Your password').fill('not this one')
    await dialog.getByRole('button', { name: 'Go on' }).click()
    await says(dialog, 'This is not your password.')
    expect(await inspectPage({ page, name: 'fresh-sign-in', pictures: folder })).toEqual([])
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await says(page, 'Your password is needed once more')
    expect(await figure().textContent()).toContain('••••••••')
    expect(await revealed()).toBe(before)

    await button('Reveal password').press('Enter')
    await dialog.waitFor()
    await page.keyboard.type(password)
    await page.keyboard.press('Enter')
    await button('Hide password').waitFor()
    expect(await figure().textContent()).not.toContain('•')
    expect(await revealed()).toBe(before + 1)
    await button('Reveal password').waitFor({ timeout: 45_000 })
    expect(await figure().textContent()).toContain('••••••••')
  })

  it('writes the string of any role and logical database', async () => {
    const path = '/v1/databases/orders'
    await ask('POST', `${path}/roles`, { name: 'reporting', grants: [{ database: 'orders', preset: 'read' }] })
    await page.getByLabel('Role', { exact: true }).selectOption('reporting')
    await radio('psql').check()
    await button('Copy').first().click({ timeout: 60_000 })
    await expect.poll(clipboard).toContain('//reporting_')
    await expect
      .poll(async () => runFormat('psql', await clipboard()).catch(String), { timeout: 60_000 })
      .toBe('reporting')
  })

  it('copies on an origin without a secure context too, says so, and does not reveal', async () => {
    const plain = await context.newPage()
    const { port } = new URL(platform.url)
    await plain.goto(`http://plain.test:${port}/`)
    await plain.getByLabel('E-mail').fill(email)
    await plain.getByLabel('Password').fill(password)
    await plain.getByRole('button', { name: 'Sign in' }).click()
    await plain.getByRole('link', { name: 'orders' }).click()
    expect(await plain.evaluate(() => [isSecureContext, navigator.clipboard === undefined])).toEqual([false, true])
    await plain.getByRole('button', { name: 'Copy' }).first().click()
    await plain.getByText(/^Copied/).waitFor({ state: 'attached' })
    const shown = (await plain.getByRole('figure', { name: 'Connection string' }).textContent()) ?? ''
    expect(shown).toContain('••••••••')
    await page.bringToFront()
    await expect.poll(clipboard).toMatch(/^psql 'postgresql:\/\/[^:]+:[^•]{16,}@/)
    await plain.close()
  })

  it('says what is not ready and why while the database restarts, and offers no copy', async () => {
    await overview()
    await button('Copy').first().waitFor()
    await ask('POST', '/v1/databases/orders/restart')
    await says(page, /Not ready to copy yet: /)
    expect(await button('Copy').first().getAttribute('aria-disabled')).toBe('true')
    await page.getByText('Ready', { exact: true }).waitFor({ timeout: 60_000 })
  })

  it('is used by keyboard alone, and draws the topology as a map and as the same tables', async () => {
    await pressTabTo(page, 'Topology')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 2, name: 'Instances' }).waitFor()
    expect(await page.title()).toBe('orders · Topology · Holdfast')
    const map = page.getByRole('figure', { name: 'Map of orders' })
    const { hostName, endpoint } = await ask('GET', '/v1/databases/orders')
    for (const words of ['localhost', `port ${endpoint.pooledPort}`, `port ${endpoint.directPort}`, `Host ${hostName}`])
      await says(map, words)
    await says(map, 'Healthy')
    const rows = page.getByRole('table', { name: 'Ways in' }).getByRole('row')
    expect(await rows.filter({ hasText: `localhost:${endpoint.pooledPort}` }).count()).toBe(1)
    const instance = page.getByRole('table', { name: 'Instances' })
    for (const words of [hostName, 'Primary', 'no standby, no lag']) await says(instance, words)
    expect(await button('Add standby').getAttribute('aria-disabled')).toBe('true')
    await map.getByRole('link').first().focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Primary')
    expect(await inspectPage({ page, name: 'topology', pictures: folder })).toEqual([])
    await overview()
    await figure().waitFor()
    expect(await inspectPage({ page, name: 'connection-panel', pictures: folder })).toEqual([])
  })
})
