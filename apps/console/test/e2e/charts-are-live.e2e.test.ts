import { execFile } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { runPsql } from '@holdfast/lab/platform/run-psql'
import { startThrowawayPlatform, type ThrowawayPlatform } from '@holdfast/lab/platform/throwaway-platform'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type AskApi, askApiAs } from '../harness/ask-api.ts'
import { inspectPage } from '../harness/inspect-page.ts'
import { openBrowser } from '../harness/open-browser.ts'
import { pressTabTo } from '../harness/press-tab-to.ts'
import { says } from '../harness/says.ts'

const run = promisify(execFile)
const email = 'dana@kelp.example'
const password = 'correct horse battery staple'
const patient = { timeout: 90_000 }

describe('the metrics of a database, in the browser', () => {
  let platform: ThrowawayPlatform
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let ask: AskApi
  let pictures: string
  let address: string
  const complaints: string[] = []

  beforeAll(async () => {
    platform = await startThrowawayPlatform()
    browser = await openBrowser()
    pictures = await mkdtemp(join(tmpdir(), 'holdfast-pictures-'))
    context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    page = await context.newPage()
    page.on('pageerror', (error) => complaints.push(`fault: ${error.message}`))
    page.on('console', (message) => {
      if (/Content Security Policy|Warning:|Error:/.test(message.text())) complaints.push(message.text())
    })
    await page.goto(platform.url)
    await page.getByLabel('Setup code').fill(platform.setupCode)
    await page.getByLabel('E-mail').fill(email)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Set up' }).click()
    await page.getByRole('heading', { level: 1, name: 'Databases' }).waitFor()
    const org = new URL(page.url()).pathname.split('/').slice(0, 3).join('/')
    address = `${platform.url}${org}/d/orders`
    ask = await askApiAs({ url: platform.url, email, password })
    await ask('POST', '/v1/databases', { name: 'orders', size: 'micro', storageBytes: 1024 ** 3 })
    await healthy()
  })
  afterAll(async () => {
    await browser?.close()
    await platform?.wipe()
  })

  const healthy = () =>
    vi.waitFor(
      async () => {
        const { state } = await ask('GET', '/v1/databases/orders')
        if (state !== 'running') throw new Error(`the database is ${state}`)
      },
      { timeout: 120_000, interval: 500 },
    )
  const chart = (name: string) => page.getByRole('figure', { name, exact: true })
  /** How many points of a chart's drawing are not empty. */
  const inked = (of: Locator) =>
    of.locator('canvas').evaluate((canvas) => {
      if (!(canvas instanceof HTMLCanvasElement)) return 0
      const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] }
      return data.filter((value, index) => index % 4 === 3 && value > 0).length
    })
  const newest = async (name: string) => (await chart(name).getByText(/^Now /).textContent()) ?? ''

  it('are told on the overview in six small lines, with real figures', async () => {
    await page.goto(address)
    await page.getByRole('heading', { level: 2, name: 'Load of the last hour' }).waitFor(patient)
    await says(page, 'Memory')
    const memory = page.getByText('Memory', { exact: true }).locator('..').locator('dd')
    await expect.poll(() => memory.textContent(), patient).toMatch(/[1-9][\d.,]*\s?MiB/)
  })

  it('are drawn as charts that go on by themselves', async () => {
    await page.getByRole('link', { name: 'Metrics', exact: true }).click()
    expect(await page.title()).toBe('orders · Metrics · Holdfast')
    await says(page, 'The last hour, live.')
    await chart('Memory').locator('canvas').waitFor(patient)
    await expect.poll(() => inked(chart('Memory')), patient).toBeGreaterThan(500)
    await expect.poll(() => newest('Transactions'), patient).toMatch(/^Now [\d.,]+\s?\/s; between/)
    const before = await newest('Log written')
    const { direct } = await ask('POST', '/v1/databases/orders/connection/reveal')
    await runPsql(direct.url, 'create table kelp as select generate_series(1, 200000) as n')
    await expect.poll(() => newest('Log written'), patient).not.toBe(before)
  })

  it('carry a mark for the restart, reached by Tab, that leads to what happened', async () => {
    await ask('POST', '/v1/databases/orders/restart')
    await healthy()
    const mark = chart('CPU').getByRole('link', { name: /Restarted orders/ })
    await mark.waitFor(patient)
    await page.locator('h1').focus()
    await pressTabTo(page, /Restarted orders/)
    await page.keyboard.press('Enter')
    // Close to the create it shares its mark, which then leads to the list.
    await page.getByRole('heading', { level: 1, name: /Restarted orders|Operations/ }).waitFor(patient)
    await says(page, 'Restarted orders')
    await page.goBack()
    await chart('CPU').locator('canvas').waitFor(patient)
  })

  it('zoom together by a drag, keep the range in the address, and go back by Escape', async () => {
    const over = chart('Transactions').locator('.u-over')
    const box = await over.boundingBox()
    if (!box) throw new Error('the chart has no place')
    await page.mouse.move(box.x + box.width * 0.5, box.y + box.height / 2)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.75, box.y + box.height / 2, { steps: 5 })
    await page.mouse.up()
    await expect.poll(() => new URL(page.url()).searchParams.get('to')).toMatch(/Z$/)
    await says(page, /^From .* to .*\.$/)
    const sentence = await page.getByText(/^From .* to .*\.$/).textContent()
    const other = await context.newPage()
    await other.goto(page.url())
    await says(other, sentence ?? '', patient)
    await other.close()
    await page.keyboard.press('Escape')
    await says(page, 'The last hour, live.')
    expect(new URL(page.url()).search).toBe('')
  })

  it('zoom and move by keyboard too, and stand as a table', async () => {
    await pressTabTo(page, 'Zoom in')
    await page.keyboard.press('Enter')
    await says(page, /^From .* to .*\.$/)
    await page.keyboard.press('[')
    await expect.poll(() => page.getByRole('button', { name: 'Later' }).getAttribute('aria-disabled')).toBe(null)
    await page.keyboard.press('Escape')
    await says(page, 'The last hour, live.')
    await chart('Memory').getByText('View as table').click()
    await chart('Memory').getByRole('table', { name: 'Memory' }).waitFor()
    await expect.poll(() => chart('Memory').getByRole('cell', { name: /MiB/ }).count()).toBeGreaterThan(0)
  })

  it('find nothing to complain of, in light and dark, wide and narrow', async () => {
    expect(await inspectPage({ page, name: 'metrics', pictures })).toEqual([])
  })

  it('say in words that they cannot be read while their store is down, and go on when it is back', async () => {
    await run('docker', ['pause', `${platform.name}-metrics`])
    await says(page, /Figures cannot be read at the moment; shown as of/, patient)
    await chart('Memory').locator('canvas').waitFor()
    await page.reload()
    await says(page, /metrics/i, patient)
    await page.getByRole('button', { name: 'Retry' }).first().waitFor(patient)
    await run('docker', ['unpause', `${platform.name}-metrics`])
    await chart('Memory').locator('canvas').waitFor(patient)
    expect(complaints.filter((words) => !/503/.test(words))).toEqual([])
  })
})
