import type { Page } from 'playwright-core'

/** What has the focus, as a person would call it: its label, or its words. */
const focusedName = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement
    if (!(element instanceof HTMLElement) || element === document.body) return ''
    const label = document.querySelector<HTMLElement>(`label[for="${element.id}"]`) ?? element.closest('label')
    // Only what is shown: a button keeps room for its other words.
    return (element.getAttribute('aria-label') ?? label?.innerText ?? element.innerText).trim()
  })

/** Walks on with Tab until the thing with this name has the focus; throws when a whole round does not lead there. */
export async function pressTabTo(page: Page, name: string | RegExp): Promise<void> {
  const isIt = (found: string) => (typeof name === 'string' ? found === name : name.test(found))
  const passed: string[] = []
  for (let step = 0; step < 80; step++) {
    await page.keyboard.press('Tab')
    const found = await focusedName(page)
    if (isIt(found)) return
    passed.push(found)
  }
  throw new Error(`Tab does not lead to ${name}; it passed ${passed.join(' | ')}`)
}
