import type { Page } from 'playwright-core'

/** A phone, 400 % and 200 % of a laptop, a tablet, a laptop, a desk, a wall. */
export const everyWidth = [320, 360, 640, 768, 1100, 1440, 1920, 3840] as const

/** What sticks out of the window or is cut off at its own edge. Words that end in … by design, and what is hidden, do not count. */
const cutOff = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const isMeantToBe = (style: CSSStyleDeclaration) =>
      style.textOverflow === 'ellipsis' || style.clipPath !== 'none' || style.visibility === 'hidden'
    const name = (element: Element) =>
      `${element.tagName.toLowerCase()} "${(element.textContent ?? '').trim().slice(0, 40)}"`
    const beyond = document.documentElement.scrollWidth - window.innerWidth
    const cut = [...document.querySelectorAll('body *')].filter((element) => {
      const style = getComputedStyle(element)
      if (isMeantToBe(style) || !['hidden', 'clip'].includes(style.overflowX)) return false
      return element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1
    })
    return [
      ...(beyond > 0 ? [`scrolls sideways by ${beyond} px`] : []),
      ...cut.map((each) => `${name(each)} is cut off`),
    ]
  })

/** Words as a longer language would have them: 40 % more letters, with accents above and below. */
const stretchWords = (page: Page) =>
  page.evaluate(() => {
    const accents: Record<string, string> = { a: 'ắ', e: 'ệ', i: 'ï', o: 'ộ', u: 'ű', A: 'Ắ', E: 'Ệ', O: 'Ộ', U: 'Ű' }
    const longer = (word: string) =>
      [...word].map((letter) => accents[letter] ?? letter).join('') + 'ộ'.repeat(Math.ceil(word.length * 0.4))
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const texts: Node[] = []
    while (walker.nextNode()) texts.push(walker.currentNode)
    for (const text of texts)
      if (!text.parentElement?.closest('code, kbd, script, style'))
        text.textContent = (text.textContent ?? '').replace(/\p{L}{2,}/gu, longer)
  })

/** Looks at the page at every width, then with stretched words; the page has to be loaded anew afterwards. Nothing wrong is an empty list. */
export async function squeezePage(page: Page, name: string): Promise<string[]> {
  const findings: string[] = []
  const look = async (widths: readonly number[], how: string) => {
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 })
      findings.push(...(await cutOff(page)).map((finding) => `${name}, ${width} px${how}: ${finding}`))
    }
  }
  await look(everyWidth, '')
  await stretchWords(page)
  await look([360, 768, 1440], ', longer words')
  await page.setViewportSize({ width: 1440, height: 900 })
  return findings
}

/** Whatever moves although the person asked for none of it. */
export const moving = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const isStill = (duration: string) => duration.split(', ').every((each) => Number.parseFloat(each) === 0)
    return [...document.querySelectorAll('body, body *')]
      .filter((element) => {
        const { transitionDuration, animationName, animationDuration } = getComputedStyle(element)
        return !isStill(transitionDuration) || (animationName !== 'none' && !isStill(animationDuration))
      })
      .map((element) => `${element.tagName.toLowerCase()}.${element.className}`)
  })
