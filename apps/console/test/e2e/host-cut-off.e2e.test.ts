import { execFile } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startThrowawayPlatform, type ThrowawayPlatform } from '@holdfast/lab/platform/throwaway-platform'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inspectPage } from '../harness/inspect-page.ts'
import { openBrowser } from '../harness/open-browser.ts'
import { says } from '../harness/says.ts'

const run = promisify(execFile)
const email = 'omar@kelp.example'
const password = 'correct horse battery staple'
const patient = { timeout: 60_000 }
/** Three seconds of silence, a second for the event; the rest is for a machine that does much else besides. */
const cutOffWithinMs = 10_000

describe('a host that is cut off, in the browser', () => {
  let platform: ThrowawayPlatform
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let pictures: string
  let org: string

  const agent = (what: 'pause' | 'unpause') => run('docker', [what, `${platform.name}-agent`])
  const heading = (within: Page, name: string) => within.getByRole('heading', { level: 1, name }).waitFor()

  beforeAll(async () => {
    platform = await startThrowawayPlatform()
    browser = await openBrowser()
    pictures = await mkdtemp(join(tmpdir(), 'holdfast-pictures-'))
    context = await browser.newContext()
    page = await context.newPage()
    await page.goto(platform.url)
    await page.getByLabel('Setup code').fill(platform.setupCode)
    await page.getByLabel('E-mail').fill(email)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Set up' }).click()
    await heading(page, 'Databases')
    org = new URL(page.url()).pathname.split('/').slice(0, 3).join('/')
  })
  afterAll(async () => {
    await browser?.close()
    await platform?.wipe()
  })

  it('while it creates: the connection panel says why nothing can be copied yet, until it can', async () => {
    await page.goto(`${platform.url}${org}/databases/new`)
    await page.getByLabel('Name').fill('orders')
    await page.getByRole('radio', { name: /Micro/ }).check()
    await page.getByLabel('Storage in GiB').fill('1')
    // The order is taken, and the host hears no more before the page has the answer.
    await page.route('**/v1/databases', async (route) => {
      if (route.request().method() !== 'POST') return route.fallback()
      const response = await route.fetch()
      await agent('pause')
      return route.fulfill({ response })
    })
    await page.getByRole('button', { name: 'Create database' }).click()
    await heading(page, 'orders')
    await says(page, /Not ready to copy yet: \S+/, patient)
    await says(page, 'localhost')
    const copy = page.getByRole('button', { name: 'Copy' }).first()
    expect(await copy.getAttribute('aria-disabled')).toBe('true')
    expect(await inspectPage({ page, name: 'creating', pictures })).toEqual([])
    await agent('unpause')
    await says(page, /^Ready/, patient)
    expect(await copy.getAttribute('aria-disabled')).toBe(null)
    await page.unroute('**/v1/databases')
  })

  it('is told in words within seconds on the list, the overview and the hosts, and is well again by itself', async () => {
    const places = [
      { path: 'databases', cut: /has not been heard since/, well: 'Healthy' },
      { path: 'd/orders', cut: /has not been heard since/, well: 'Healthy' },
      { path: 'hosts', cut: /has not been heard since/, well: /heard several times a second/ },
    ]
    const pages = await Promise.all(
      places.map(async ({ path, well }) => {
        const one = await context.newPage()
        await one.goto(`${platform.url}${org}/${path}`)
        await says(one, well, patient)
        return one
      }),
    )
    await agent('pause')
    const cutAt = Date.now()
    const waits = await Promise.all(
      places.map(async ({ cut }, index) => {
        await says(pages[index] as Page, cut, patient)
        return Date.now() - cutAt
      }),
    )
    process.stdout.write(`said on list, overview and hosts after ${waits.map((ms) => `${ms} ms`).join(', ')}\n`)
    expect(Math.max(...waits)).toBeLessThan(cutOffWithinMs)
    await says(pages[0] as Page, 'Unknown')
    for (const [index, { path }] of places.entries())
      expect(
        await inspectPage({ page: pages[index] as Page, name: `cut-off-${path.replace('/', '-')}`, pictures }),
      ).toEqual([])
    await agent('unpause')
    await Promise.all(places.map(({ well }, index) => says(pages[index] as Page, well, patient)))
  })
})
