import { createServer } from 'node:net'
import { createClient } from '@holdfast/shared/client/client'
import { databaseRoutes } from '@holdfast/shared/contract/database-routes'
import { personRoutes } from '@holdfast/shared/contract/person-routes'
import { minStorageBytes } from '@holdfast/shared/engines/sizes'
import lighthouse from 'lighthouse'
import { chromium, type Page } from 'playwright-core'
import { figures } from '../statistics/figures.ts'
import { readConfig } from './config.ts'
import { untilEnded } from './measuring/databases.ts'
import { printFigure } from './measuring/print-figure.ts'
import { withInstallation } from './measuring/with-installation.ts'

/**
 * Lighthouse's four categories of sign-in and of a list with databases, as a phone with a CPU four times slower on a slow line
 * and as a desktop sees them. The middle of an odd number of runs. The crawl audit is left out: a console is `noindex`.
 */
const defaultRepeat = 3
const categories = ['performance', 'accessibility', 'best-practices', 'seo']
const person = { email: 'lighthouse@example.com', password: 'correct horse battery staple' }

/** As Lighthouse's own desktop preset. */
const desktop = {
  formFactor: 'desktop' as const,
  throttling: {
    rttMs: 40,
    throughputKbps: 10_240,
    cpuSlowdownMultiplier: 1,
    requestLatencyMs: 0,
    downloadThroughputKbps: 0,
    uploadThroughputKbps: 0,
  },
  screenEmulation: { mobile: false, width: 1350, height: 940, deviceScaleFactor: 1, disabled: false },
  emulatedUserAgent: false as const,
}

/** A busy machine's browser sometimes hands over a recording without its beginning: Lighthouse asks to run again then. */
const mayRunAgain = 3

const config = readConfig()
await withInstallation(config.installation, async ({ url }) => {
  await signUpWithDatabases(url)
  const port = await freePort()
  const browser = await chromium.launchPersistentContext('', {
    executablePath: config.chromium,
    args: [`--remote-debugging-port=${port}`, '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  try {
    const page = await browser.newPage()
    await measure('sign-in', { url: `${url}/sign-in`, port })
    await signIn(page, url)
    await measure('databases', { url: page.url(), port })
  } finally {
    await browser.close()
  }
})

async function signUpWithDatabases(url: string): Promise<void> {
  let token: string | undefined
  const call = createClient({ url, token: () => token })
  token = (await call(personRoutes.signUp, { body: person })).accessToken
  for (const name of ['orders', 'stock']) {
    const body = { name, size: 'micro', storageBytes: minStorageBytes }
    await untilEnded(call, (await call(databaseRoutes.create, { body })).operation.id)
  }
}

async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/sign-in`)
  await page.getByLabel('E-mail').fill(person.email)
  await page.getByLabel('Password').fill(person.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { level: 1, name: 'Databases' }).waitFor()
}

async function measure(name: string, { url, port }: { url: string; port: number }): Promise<void> {
  for (const form of ['mobile', 'desktop'] as const) {
    const runs: Record<string, number>[] = []
    for (let n = 0; n < (config.repeat ?? defaultRepeat); n++) runs.push(await audit(url, { port, form }))
    const middles = Object.keys(runs[0] ?? {}).map((key) => [key, figures(runs.map((run) => run[key] ?? 0)).p50])
    printFigure(`lighthouse-${name}-${form}`, { ...Object.fromEntries(middles), n: runs.length })
  }
}

async function audit(
  url: string,
  { port, form }: { port: number; form: 'mobile' | 'desktop' },
  again = mayRunAgain,
): Promise<Record<string, number>> {
  const screen = form === 'desktop' ? desktop : {}
  const options = { port, output: 'json' as const, disableStorageReset: true, onlyCategories: categories, ...screen }
  const result = await lighthouse(url, { ...options, skipAudits: ['is-crawlable'] })
  if (result?.lhr.runtimeError?.code === 'NO_NAVSTART' && again > 0) return audit(url, { port, form }, again - 1)
  if (!result || result.lhr.runtimeError)
    throw new Error(result?.lhr.runtimeError?.message ?? 'Lighthouse gave nothing')
  const { lhr } = result
  const scores = categories.map((id) => [id, Math.round((lhr.categories[id]?.score ?? 0) * 100)] as const)
  for (const [id, score] of scores)
    if (score < 100)
      for (const { id: auditId } of lhr.categories[id]?.auditRefs ?? [])
        if ((lhr.audits[auditId]?.score ?? 1) < 0.9)
          process.stderr.write(`${form} ${id}: ${auditId} ${lhr.audits[auditId]?.displayValue ?? ''}\n`)
  const measured = { lcp_ms: 'largest-contentful-paint', tbt_ms: 'total-blocking-time', cls: 'cumulative-layout-shift' }
  const values = Object.entries(measured).map(([key, id]) => [key, lhr.audits[id]?.numericValue ?? -1] as const)
  return Object.fromEntries([...scores, ...values])
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
