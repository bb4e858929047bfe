interface Listed<Item> {
  readonly items: readonly Item[]
  readonly nextCursor: string | null
}

/** The first pages of a list, read one after the other; `isMore` tells that there are further ones. */
export async function firstPages<Item>(
  count: number,
  read: (query: { limit: number; cursor?: string }) => Promise<Listed<Item>>,
): Promise<{ items: readonly Item[]; isMore: boolean }> {
  const items: Item[] = []
  let cursor: string | null | undefined
  for (let page = 0; page < count && cursor !== null; page++) {
    const listed: Listed<Item> = await read({ limit: 50, ...(cursor && { cursor }) })
    items.push(...listed.items)
    cursor = listed.nextCursor
  }
  return { items, isMore: cursor !== null }
}
