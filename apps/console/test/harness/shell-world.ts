import { randomBytes } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { vi } from 'vitest'
import { type AskApi, askApiAs } from './ask-api.ts'
import { openBrowser } from './open-browser.ts'
import { type PlatformUnderTest, platformUnderTest } from './platform-under-test.ts'

export const password = 'correct horse battery staple'

/** One person in two organizations, an auditor in one of them, a database: what the shell stands around. */
export interface ShellWorld {
  readonly platform: PlatformUnderTest
  readonly browser: Browser
  readonly pictures: string
  readonly dana: string
  /** Auditor of the first organization. */
  readonly ines: string
  /** Member of the second organization alone. */
  readonly otto: string
  readonly organizations: { readonly kelp: string; readonly reef: string }
  /** Dana's programs in the first organization. */
  readonly ask: AskApi
  /** What browsers complained of, and every address beyond the origin that was asked for. */
  readonly complaints: string[]
  /** A browser of somebody's own; nothing it asks for leaves the origin. */
  readonly newContext: () => Promise<BrowserContext>
  readonly signIn: (context: BrowserContext, email: string) => Promise<Page>
  readonly close: () => Promise<void>
}

interface Joining {
  readonly platform: PlatformUnderTest
  readonly owner: AskApi
  readonly email: string
  readonly role: string
}

const post = async (url: string, body: unknown) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`)
}

async function takeIn({ platform, owner, email, role }: Joining) {
  const { value } = (await owner('POST', '/v1/invitations', { email, role })) as { value: string }
  await post(`${platform.url}/v1/invitations/sign-up`, { value, password })
}

async function prepare(platform: PlatformUnderTest) {
  const mark = randomBytes(3).toString('hex')
  const [dana, ines, otto] = ['dana', 'ines', 'otto'].map((name) => `${name}-${mark}@kelp.example`) as [
    string,
    string,
    string,
  ]
  const organizations = { kelp: `Kelp-${mark}`, reef: `Reef-${mark}` }
  const installation = await fetch(`${platform.url}/v1/installation`)
  const { needsSetup } = (await installation.json()) as { needsSetup: boolean }
  await post(`${platform.url}/v1/sign-up`, {
    email: dana,
    password,
    organization: organizations.kelp,
    ...(needsSetup && { setupCode: platform.setupCode }),
  })
  const ask = await askApiAs({ url: platform.url, email: dana, password })
  const reef = (await ask('POST', '/v1/organizations', { name: organizations.reef })) as { id: string }
  const askInReef = await askApiAs({ url: platform.url, email: dana, password, organization: reef.id })
  await takeIn({ platform, owner: ask, email: ines, role: 'auditor' })
  await takeIn({ platform, owner: askInReef, email: otto, role: 'viewer' })
  await ask('POST', '/v1/databases', { name: 'orders', size: 'micro', storageBytes: 2 ** 30 })
  await vi.waitFor(
    async () => {
      const { state } = (await ask('GET', '/v1/databases/orders')) as { state: string }
      if (state !== 'running') throw new Error(`the database is ${state}`)
    },
    { timeout: 120_000, interval: 500 },
  )
  return { dana, ines, otto, organizations, ask }
}

/** Starts a platform with these people and opens a browser. */
export async function openShellWorld(): Promise<ShellWorld> {
  const platform = await platformUnderTest()
  const people = await prepare(platform)
  const browser = await openBrowser()
  const complaints: string[] = []

  const newContext = async () => {
    const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
    await context.addInitScript(() =>
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
        console.error(`Content Security Policy: ${violatedDirective} ${blockedURI}`),
      ),
    )
    await context.route(
      (url) => url.origin !== new URL(platform.url).origin,
      (route) => {
        complaints.push(`asked ${route.request().url()}`)
        return route.abort()
      },
    )
    context.on('weberror', (fault) => complaints.push(`fault: ${fault.error().message}`))
    context.on('console', (message) => {
      if (/Content Security Policy|Warning:|Error:/.test(message.text())) complaints.push(message.text())
    })
    return context
  }
  const signIn = async (context: BrowserContext, email: string) => {
    const page = await context.newPage()
    await page.goto(`${platform.url}/sign-in`)
    await page.getByLabel('E-mail').fill(email)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('navigation', { name: 'Areas' }).waitFor()
    return page
  }
  return {
    platform,
    browser,
    pictures: await mkdtemp(join(tmpdir(), 'holdfast-pictures-')),
    ...people,
    complaints,
    newContext,
    signIn,
    close: async () => {
      await browser.close()
      await platform.wipe()
    },
  }
}
