/** A link to a page of the console whose secret stands behind `#`: browsers keep it, so it is in no log and no Referer. */
export const secretLink = (publicUrl: URL, page: `/${string}`, value: string): string => {
  const url = new URL(page, publicUrl)
  url.hash = value
  return url.href
}
