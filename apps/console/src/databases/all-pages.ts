const mostPages = 10

interface Page<Item> {
  readonly items: readonly Item[]
  readonly nextCursor: string | null
}

/** Every item of a list that the platform bounds to some hundreds, page by page. */
export async function allPages<Item>(read: (cursor: { cursor?: string }) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = []
  let cursor: string | null = null
  for (let page = 0; page < mostPages; page++) {
    const answer: Page<Item> = await read(cursor === null ? {} : { cursor })
    items.push(...answer.items)
    cursor = answer.nextCursor
    if (cursor === null) break
  }
  return items
}
