import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AskApi, askApiAs } from '../../harness/ask-api.ts'
import { says } from '../../harness/says.ts'
import { password, type ShellWorld } from '../../harness/shell-world.ts'
import { moving, squeezePage } from '../../harness/squeeze-page.ts'

function keepsShapes(open: () => Promise<{ page: Page; picture: string }>): void {
  it('keeps shapes, words and edges where the system chooses the colors', async () => {
    const { page, picture } = await open()
    const status = page.getByRole('row').nth(1).locator('svg').first()
    expect((await status.boundingBox())?.width).toBeGreaterThan(8)
    await says(page.getByRole('row').nth(1), 'Healthy')
    const here = page.getByRole('navigation', { name: 'Areas' }).locator('[aria-current="page"]')
    expect(await here.evaluate((link) => getComputedStyle(link).outlineStyle)).toBe('solid')
    const field = page.getByRole('searchbox')
    expect(await field.evaluate((input) => getComputedStyle(input).borderTopWidth)).not.toBe('0px')
    await page.screenshot({ path: picture })
    await page.emulateMedia({ forcedColors: 'none' })
  })
}

/** Any width, any zoom, longer words, forced colors, no motion: every page that the navigation knows. */
export function everyScreen(world: () => ShellWorld): void {
  let context: BrowserContext
  let page: Page
  let addresses: string[]

  const open = async (address: string) => {
    await page.goto(address)
    await page.getByRole('heading', { level: 1 }).first().waitFor()
    await page.locator('main:not(:has([class*="skeleton"]))').waitFor()
  }
  const linksOf = (name: string) =>
    page
      .getByRole('navigation', { name })
      .getByRole('link')
      .evaluateAll((links) => links.map((link) => (link instanceof HTMLAnchorElement ? link.href : '')))

  beforeAll(async () => {
    const { platform, dana, organizations } = world()
    const ask: AskApi = await askApiAs({ url: platform.url, email: dana, password })
    const { items } = (await ask('GET', '/v1/databases')) as { items: { name: string }[] }
    context = await world().newContext()
    page = await world().signIn(context, dana)
    const areas = await linksOf('Areas')
    await open(`${platform.url}/o/${organizations.kelp}/d/${items[0]?.name}`)
    addresses = [...areas, ...(await linksOf('Database')), `${areas[0]}/new`]
  })
  afterAll(() => context?.close())

  it('fits from 320 to 3840 px and with words 40 % longer: nothing scrolls sideways or is cut off', async () => {
    const findings: string[] = []
    for (const address of addresses) {
      await open(address)
      findings.push(...(await squeezePage(page, new URL(address).pathname)))
    }
    expect(addresses.length).toBeGreaterThan(8)
    expect(findings).toEqual([])
  })

  it('moves nothing for those who asked for stillness', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    const findings: string[] = []
    for (const address of addresses) {
      await open(address)
      findings.push(...(await moving(page)))
    }
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').waitFor()
    findings.push(...(await moving(page)))
    expect(findings).toEqual([])
    await page.emulateMedia({ reducedMotion: 'no-preference' })
  })

  keepsShapes(async () => {
    await page.emulateMedia({ forcedColors: 'active' })
    await open(addresses[0] ?? '')
    return { page, picture: join(world().pictures, 'forced-colors.png') }
  })
}
