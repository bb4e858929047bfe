import type { Locator, Page } from 'playwright-core'

/** Waits until words stand on the screen. What is said is also read out by the announcer, so the same words may stand in the page twice: that second place does not count. */
export const says = (
  place: Page | Locator,
  words: string | RegExp,
  patience: { readonly timeout?: number } = {},
): Promise<void> => place.getByText(words).and(place.locator(':not([aria-live])')).first().waitFor(patience)
