/** Every item of a list, page by page. */
export async function everyPage<Item>(
  ask: (query: { limit: number; cursor?: string }) => Promise<{ items: Item[]; nextCursor: string | null }>,
): Promise<Item[]> {
  const items: Item[] = []
  let cursor: string | null = null
  do {
    const page: { items: Item[]; nextCursor: string | null } = await ask({ limit: 200, ...(cursor && { cursor }) })
    items.push(...page.items)
    cursor = page.nextCursor
  } while (cursor)
  return items
}
