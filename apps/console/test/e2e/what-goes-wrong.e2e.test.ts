import { execFile } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startThrowawayPlatform, type ThrowawayPlatform } from '@holdfast/lab/platform/throwaway-platform'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AskApi, askApiAs } from '../harness/ask-api.ts'
import { inStore } from '../harness/in-store.ts'
import { inspectPage } from '../harness/inspect-page.ts'
import { openBrowser } from '../harness/open-browser.ts'
import { pressTabTo } from '../harness/press-tab-to.ts'
import { says } from '../harness/says.ts'
import { startWebhookReceiver, type WebhookReceiver } from '../harness/webhook-receiver.ts'

const run = promisify(execFile)
const email = 'omar@kelp.example'
const password = 'correct horse battery staple'
const auditor = { email: 'ines@kelp.example', password }
const patient = { timeout: 60_000 }

describe('when something goes wrong, in the browser', () => {
  let platform: ThrowawayPlatform
  let receiver: WebhookReceiver
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let ask: AskApi
  let org: string
  let pictures: string
  let host: string
  const complaints: string[] = []

  beforeAll(async () => {
    receiver = await startWebhookReceiver()
    platform = await startThrowawayPlatform({ HOLDFAST_OUTBOUND_ALLOW: receiver.address })
    browser = await openBrowser()
    pictures = await mkdtemp(join(tmpdir(), 'holdfast-pictures-'))
    context = await browser.newContext()
    page = await context.newPage()
    page.on('pageerror', (error) => complaints.push(`fault: ${error.message}`))
    await page.goto(platform.url)
    await page.getByLabel('Setup code').fill(platform.setupCode)
    await page.getByLabel('E-mail').fill(email)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Set up' }).click()
    await page.getByRole('heading', { level: 1, name: 'Databases' }).waitFor()
    org = new URL(page.url()).pathname.split('/').slice(0, 3).join('/')
    ask = await askApiAs({ url: platform.url, email, password })
    await ended(
      (await ask('POST', '/v1/databases', { name: 'orders', size: 'micro', storageBytes: 1024 ** 3 })).operation,
    )
    // Five of a kind are enough to say how long it usually takes.
    for (let n = 0; n < 5; n++) await ended((await ask('POST', '/v1/databases/orders/restart')).operation)
    host = (await ask('GET', '/v1/hosts')).items[0].name
  })
  afterAll(async () => {
    await browser?.close()
    receiver?.close()
    await platform?.wipe()
  })

  const ended = async ({ id }: { id: string }) => {
    for (;;) {
      const { state, problem } = await ask('GET', `/v1/operations/${id}`)
      if (state === 'succeeded') return
      if (state !== 'running') throw new Error(problem?.detail ?? state)
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
  const button = (name: string | RegExp) => page.getByRole('button', { name })
  const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name })
  const go = (area: string) =>
    page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: area, exact: true }).click()
  const inspect = async (name: string) => expect(await inspectPage({ page, name, pictures })).toEqual([])
  const part = (name: string) => `${platform.name}-${name}`
  const cell = (name: string | RegExp) => page.getByRole('cell', { name })

  describe('a webhook', () => {
    it('to loopback or to a private address is refused at its field', async () => {
      await go('Webhooks')
      await heading('Webhooks').waitFor()
      await says(page, 'Nothing is told to anybody by webhook yet.')
      await inspect('webhooks-empty')
      const field = page.getByLabel('Address')
      for (const [url, because] of [
        ['http://127.0.0.1:9/', /127\.0\.0\.1/],
        ['https://10.255.255.1/', /10\.255\.255\.1 is not an address of the public internet/],
      ] as const) {
        await field.fill(url)
        await button('Add webhook').click()
        await says(page, because)
        await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true')
        expect(await field.evaluate((it) => it === document.activeElement)).toBe(true)
        expect(await field.inputValue()).toBe(url)
      }
    })

    it('is made as the command beside it says; its secret is shown once', async () => {
      await page.getByLabel('Address').fill(receiver.url)
      for (const topic of ['Databases', 'Operations', 'API tokens', 'The organization'])
        await page.getByRole('checkbox', { name: topic }).uncheck()
      await page.getByText('Show as command').first().click()
      const line = await page.getByRole('figure', { name: 'The same as a holdfast command' }).first().textContent()
      expect(line).toBe(`holdfast webhook create ${receiver.url} --events alert`)
      await button('Add webhook').click()
      const secret = page.getByRole('figure', { name: 'Secret of the webhook' })
      await secret.waitFor()
      receiver.secret = (await secret.textContent()) ?? ''
      expect(receiver.secret).toMatch(/^whsec_/)
      await inspect('webhook-secret')
      await button('I have kept it').click()
      await page.getByLabel('Address').waitFor()
      expect(await page.content()).not.toContain(receiver.secret)
      await says(page, '1 webhook, and it works.')
    })

    it('is tested: the message is signed with the secret, and the log says how it went', async () => {
      await page.getByRole('link', { name: receiver.url }).click()
      await heading(receiver.url).waitFor()
      await button('Send a test').click()
      await cell('Delivered').waitFor()
      expect(receiver.heard).toEqual([{ type: 'webhook.test', subject: '', isSigned: true }])
      receiver.answer = 500
      await button('Send a test').click()
      await cell('The receiver answered 500.').first().waitFor()
      await says(page, 'Fails')
      await inspect('webhook-failing')
      receiver.answer = 204
    })

    it('sends a message again when asked to', async () => {
      const before = receiver.heard.length
      await button(/^Send again: webhook\.test/)
        .last()
        .click()
      await says(page.getByRole('region', { name: 'Notices' }), 'with the same webhook-id')
      await expect.poll(() => receiver.heard.length).toBeGreaterThan(before)
      expect(receiver.heard.every(({ isSigned }) => isSigned)).toBe(true)
    })
  })

  describe('a webhook that has failed for days', () => {
    it('is stopped, says so, and goes on where it stopped when it is turned on again', async () => {
      receiver.answer = 500
      await inStore(platform, "UPDATE webhook SET failing_since = now() - interval '4 days'")
      await button('Send a test').click()
      await page.getByText('Stopped', { exact: true }).waitFor(patient)
      await says(page, 'Nothing is sent while it is stopped')
      await inspect('webhook-stopped')
      receiver.answer = 204
      const before = receiver.heard.length
      await button('Turn it on again').click()
      await page.getByText('Works', { exact: true }).waitFor()
      await button('Send a test').waitFor()
      await expect.poll(() => receiver.heard.length).toBeGreaterThan(before)
    })
  })

  describe('an operation whose host falls silent', () => {
    it('says within twenty seconds what it waits for, in which step, how long, and how long it usually takes', async () => {
      await run('docker', ['stop', '--time', '5', part('agent')])
      const { operation } = await ask('POST', '/v1/databases/orders/restart')
      await page.goto(`${platform.url}${org}/operations/${operation.id}`)
      await heading('Restarting orders').waitFor()
      const now = page.getByRole('region', { name: 'Now' })
      await says(now, /step \d of \d/)
      await says(now, /because .*(silent|not been heard)/, { timeout: 20_000 })
      await says(now, /usually/)
      await says(page, /slower than usual/, patient)
      const elapsed = () => now.textContent()
      const first = await elapsed()
      await expect.poll(elapsed).not.toBe(first)
      await inspect('operation-waits')
    })
  })

  describe('an alert', () => {
    it('opens by itself, worst first, on the page and at the webhook', async () => {
      await go('Alerts')
      await heading('Alerts').waitFor()
      await page.getByRole('heading', { level: 3, name: `${host} is silent` }).waitFor(patient)
      await page.getByRole('heading', { level: 3, name: 'orders cannot be reached' }).waitFor(patient)
      await says(page, 'Open: 2 critical.')
      await expect
        .poll(() => receiver.heard, patient)
        .toContainEqual({ type: 'alert.opened', subject: 'orders', isSigned: true })
      expect(receiver.heard.every(({ isSigned }) => isSigned)).toBe(true)
      await inspect('alerts-open')
    })

    it('is muted with a reason and an end, and unmuted, by keyboard alone', async () => {
      await page.reload()
      await page.getByRole('heading', { level: 3, name: 'orders cannot be reached' }).waitFor()
      await pressTabTo(page, 'Mute: orders cannot be reached')
      await page.keyboard.press('Enter')
      await pressTabTo(page, 'For')
      await page.keyboard.press('ArrowDown')
      await pressTabTo(page, 'Because')
      await pressTabTo(page, 'Mute')
      await page.keyboard.press('Enter')
      await says(page, 'Say why, for those who wonder.')
      await page.keyboard.type('the host gets new memory')
      await page.keyboard.press('Enter')
      await says(page, /Muted until .* by omar@kelp\.example: the host gets new memory/)
      // The stream may tell of it before the answer does.
      const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
      await expect.poll(focused).toBe('Mute: orders cannot be reached')
      const [alert] = (await ask('GET', '/v1/alerts')).items
      expect(Date.parse(alert.muted.until) - Date.now()).toBeGreaterThan(7 * 3_600_000)
      await inspect('alert-muted')
      await page.getByRole('heading', { level: 1 }).focus()
      await pressTabTo(page, 'Unmute: orders cannot be reached')
      await page.keyboard.press('Enter')
      await page.getByText(/^Muted until/).waitFor({ state: 'detached' })
      expect((await ask('GET', '/v1/alerts')).items[0].muted).toBe(null)
    })

    it('says who is told by e-mail, and takes another choice', async () => {
      const form = page.getByRole('region', { name: 'Who is told by e-mail' })
      await form.getByRole('cell', { name: /Warnings and critical ones by default/ }).waitFor()
      await form.getByLabel('Gets').selectOption('Critical ones only')
      await form.getByRole('button', { name: 'Save' }).click()
      await form.getByRole('cell', { name: 'Critical ones only' }).waitFor()
      expect((await ask('GET', '/v1/alert-mail')).items).toMatchObject([
        { leastSeverity: 'critical', isDefault: false },
      ])
    })

    it('closes when the host is heard again, and is history', async () => {
      await run('docker', ['start', part('agent')])
      await says(page, 'Nothing is wrong.', { timeout: 120_000 })
      await page.getByRole('region', { name: 'History of your databases' }).getByRole('row').nth(1).waitFor()
      await expect.poll(() => receiver.heard.at(-1)?.type, patient).toBe('alert.closed')
      await inspect('alerts-history')
      await go('Operations')
      await says(page, /0 running|Nothing runs/, patient)
    })
  })

  describe('the audit trail', () => {
    it('is filtered by who, what and when, in the address', async () => {
      await go('Audit')
      await heading('Audit').waitFor()
      await page.getByLabel('What').selectOption('Alert muted')
      await button(/^Show$/).click()
      await says(page, 'These are all.')
      const entries = page.getByRole('region', { name: 'Entries', exact: true }).getByRole('listitem')
      await expect.poll(() => entries.count()).toBe(1)
      expect(new URL(page.url()).search).toBe('?what=alert.muted')
      await entries.first().click()
      await says(page.getByRole('figure', { name: 'Facts' }), 'the host gets new memory')
      await inspect('audit')
      await page.reload()
      await expect.poll(() => entries.count()).toBe(1)
      await page.getByLabel('Who').fill('nobody')
      await button(/^Show$/).click()
      await says(page, 'No entry fits.')
      await page.goBack()
      await expect.poll(() => entries.count()).toBe(1)
      await button('Show all').click()
      await expect.poll(() => entries.count()).toBeGreaterThan(5)
      await page.getByLabel('When').selectOption('Last hour')
      await page.getByLabel('Who').fill('OMAR@')
      await button(/^Show$/).click()
      await expect.poll(() => new URL(page.url()).search).toBe('?from=-1h&actor=OMAR%40')
      await expect.poll(() => entries.count()).toBeGreaterThan(5)
    })
  })

  describe('hosts', () => {
    it('one host tells its capacity, its agent and the databases on it', async () => {
      await go('Hosts')
      await page.getByRole('link', { name: host, exact: true }).click()
      await heading(host).waitFor()
      await says(page, 'Connected')
      const here = page.getByRole('region', { name: 'Databases of this organization here' })
      await here.getByRole('link', { name: 'orders' }).waitFor()
      await page
        .getByRole('region', { name: 'Capacity' })
        .getByText(/promised/)
        .first()
        .waitFor()
      await inspect('host')
      await page.goto(`${platform.url}${org}/hosts/nowhere`)
      await page
        .getByRole('alert')
        .getByText(/nowhere/)
        .waitFor()
      // A failure stays with its page.
      await go('Hosts')
      await says(page, '1 host, connected.')
    })

    it('no other machine can join while only this one reaches the platform, and the page says what to do', async () => {
      await go('Hosts')
      await button('Make the command').click()
      await says(page, /listens on loopback only.*set HOLDFAST_BIND/)
      await inspect('host-to-come')
    })
  })

  describe('an auditor', () => {
    it('sees the trail and nothing else, without a complaint', async () => {
      const { value } = await ask('POST', '/v1/invitations', { email: auditor.email, role: 'auditor' })
      await fetch(`${platform.url}/v1/invitations/sign-up`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ value, password }),
      }).then((response) => expect(response.status).toBeLessThan(300))
      const theirs = await (await browser.newContext()).newPage()
      await theirs.goto(`${platform.url}/sign-in`)
      await theirs.getByLabel('E-mail').fill(auditor.email)
      await theirs.getByLabel('Password').fill(password)
      await theirs.getByRole('button', { name: 'Sign in' }).click()
      await theirs.getByRole('navigation', { name: 'Areas' }).waitFor()
      await theirs.goto(platform.url + org)
      await theirs.getByRole('heading', { level: 1, name: 'Audit' }).waitFor()
      await says(theirs.getByRole('region', { name: 'Entries', exact: true }), 'Alert muted')
      const areas = theirs.getByRole('navigation', { name: 'Areas' }).getByRole('link')
      expect(await areas.allTextContents()).toEqual(['Audit'])
      expect(await theirs.getByRole('alert').filter({ hasText: /./ }).count()).toBe(0)
      expect(await theirs.getByText(/Reconnecting/).count()).toBe(0)
      await theirs.close()
    })
  })

  it('met no fault of its own on the way', () => {
    expect(complaints).toEqual([])
  })
})
