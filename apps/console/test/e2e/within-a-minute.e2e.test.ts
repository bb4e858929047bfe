import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser } from '../harness/open-browser.ts'
import { type PlatformUnderTest, platformUnderTest } from '../harness/platform-under-test.ts'
import { runLine } from '../harness/run-line.ts'
import { says } from '../harness/says.ts'

let platform: PlatformUnderTest
let browser: Browser

beforeAll(async () => {
  platform = await platformUnderTest()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await platform?.wipe()
})

it('leads from an empty installation to an answer in psql within a minute, with three fields and four clicks', async () => {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
  const page = await context.newPage()
  let clicks = 0
  const click = (role: 'button' | 'link', name: string) => {
    clicks += 1
    return page.getByRole(role, { name, exact: true }).click()
  }
  const began = Date.now()
  await page.goto(platform.url)
  const fields = { 'Setup code': platform.setupCode, 'E-mail': 'dana@kelp.example', Password: 'correct horse battery' }
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label).fill(value)
  await click('button', 'Set up')
  await click('link', 'Create database')
  await click('button', 'Create database')

  // What stands there at the first paint, before the database runs.
  const panel = page.getByRole('region', { name: 'Connect' })
  await panel.waitFor()
  expect(await panel.textContent()).toContain('localhost')

  await says(page, /Ready in/, { timeout: 60_000 })
  await click('button', 'Copy')
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(/^psql /)
  const line = await page.evaluate(() => navigator.clipboard.readText())
  expect(await runLine(`${line} -XAtc 'select 42'`)).toBe('42')
  expect(Date.now() - began).toBeLessThan(60_000)
  expect(Object.keys(fields).length).toBeLessThanOrEqual(3)
  expect(clicks).toBe(4)
})
