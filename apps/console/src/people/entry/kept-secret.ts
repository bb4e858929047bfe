/** Secrets of links that were opened in this tab: in memory only, so a reload asks for the link again. */
const kept = new Map<string, string>()

/**
 * The secret that stands behind `#` of a link's address. `isInAddress` asks to go to the same page without it, so that it
 * stays in no history and on no screen.
 */
export function keepSecret(
  page: string,
  hash: string,
): { readonly secret: string | undefined; readonly isInAddress: boolean } {
  if (hash !== '') kept.set(page, hash)
  return { secret: kept.get(page), isInAddress: hash !== '' }
}

/** The link was used up. */
export const forgetSecret = (page: string): void => void kept.delete(page)
