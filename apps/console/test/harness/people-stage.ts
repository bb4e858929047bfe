import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startThrowawayPlatform, type ThrowawayPlatform } from '@holdfast/lab/platform/throwaway-platform'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { inspectPage } from './inspect-page.ts'
import { openBrowser } from './open-browser.ts'

/** A platform and a browser of each person, with what is looked for again and again. */
export interface PeopleStage {
  readonly platform: ThrowawayPlatform
  /** What browsers complained of. */
  readonly complaints: readonly string[]
  /** Every address that was asked for. */
  readonly asked: readonly string[]
  /** What axe and a look at the edges found on the pages passed, in both themes and at both widths. */
  readonly findings: readonly string[]
  /** A browser of somebody's own. */
  readonly newTab: () => Promise<Page>
  readonly inspect: (tab: Page, name: string) => Promise<void>
  readonly signIn: (tab: Page, email: string, password: string) => Promise<void>
  readonly close: () => Promise<void>
}

export const heading = (tab: Page, name: string): Locator => tab.getByRole('heading', { level: 1, name, exact: true })
export const button = (tab: Page, name: string | RegExp): Locator => tab.getByRole('button', { name })
export const area = (tab: Page, name: string): Locator =>
  tab.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name, exact: true })
/** A link for somebody by the tab of who manages the organization, as it stands on the screen. */
export async function invite(tab: Page, email: string, role: string): Promise<string> {
  await area(tab, 'People').click()
  await tab.getByRole('link', { name: 'Invite people' }).click()
  await heading(tab, 'Invite people').waitFor()
  await tab.getByLabel('E-mail addresses').fill(email)
  await tab.getByRole('combobox', { name: 'Role' }).selectOption(role)
  await button(tab, 'Invite').click()
  const link = tab.getByRole('figure', { name: `Invitation link of ${email}` })
  await link.waitFor()
  return (await link.textContent()) ?? ''
}

export const clipboard = (tab: Page): Promise<string> => tab.evaluate(() => navigator.clipboard.readText())

export async function openPeopleStage(): Promise<PeopleStage> {
  const platform = await startThrowawayPlatform()
  const browser = await openBrowser()
  const pictures = await mkdtemp(join(tmpdir(), 'holdfast-pictures-'))
  const contexts: BrowserContext[] = []
  const [complaints, asked, findings]: [string[], string[], string[]] = [[], [], []]
  return {
    platform,
    complaints,
    asked,
    findings,
    async newTab() {
      const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
      contexts.push(context)
      const tab = await context.newPage()
      tab.on('pageerror', (error) => complaints.push(`fault: ${error.message}`))
      tab.on('console', (message) => {
        if (/Content Security Policy|Warning:|Error:/.test(message.text())) complaints.push(message.text())
      })
      tab.on('request', (request) => asked.push(request.url()))
      return tab
    },
    async inspect(tab, name) {
      findings.push(...(await inspectPage({ page: tab, name, pictures })))
    },
    async signIn(tab, email, password) {
      await tab.goto(`${platform.url}/sign-in`)
      await tab.getByLabel('E-mail').fill(email)
      await tab.getByLabel('Password').fill(password)
      await button(tab, 'Sign in').click()
    },
    async close() {
      for (const context of contexts) await context.close()
      await browser.close()
      await platform.wipe()
    },
  }
}
