import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

export const themes = ['light', 'dark'] as const
export const widths = [1440, 360] as const

interface Inspection {
  readonly page: Page
  readonly name: string
  /** Where pictures go, for people to look at. */
  readonly pictures: string
}

const settled = async (page: Page) => {
  await page.locator('h1').first().waitFor()
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
  // A change of theme fades: colors are looked at when it is over.
  await page.evaluate(async () => {
    // What a closed disclosure holds is not drawn, so its fading stands still for ever.
    const isDrawn = ({ effect }: Animation) => effect instanceof KeyframeEffect && effect.target?.checkVisibility()
    await Promise.allSettled(
      document
        .getAnimations()
        .filter(isDrawn)
        .map((it) => it.finished),
    )
  })
}

/** What axe finds and whether the page scrolls sideways, in both themes and at both widths. Nothing wrong is an empty list. */
export async function inspectPage({ page, name, pictures }: Inspection): Promise<string[]> {
  const findings: string[] = []
  for (const theme of themes)
    for (const width of widths) {
      await page.emulateMedia({ colorScheme: theme })
      await page.setViewportSize({ width, height: 900 })
      await settled(page)
      const { violations } = await new AxeBuilder({ page }).analyze()
      const where = `${name}, ${theme}, ${width} px`
      for (const { id, nodes } of violations)
        findings.push(`${where}: ${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      if (beyond > 0) findings.push(`${where}: scrolls sideways by ${beyond} px`)
      await page.screenshot({ path: join(pictures, `${name}-${theme}-${width}.png`), fullPage: true })
    }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 1440, height: 900 })
  return findings
}
