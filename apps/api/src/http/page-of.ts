interface Page<Item> {
  items: Item[]
  nextCursor: string | null
}

/** One page of a list that is read in the order of its ids: one more than wanted is read, to know whether more follow. */
export async function pageOf<Item extends { readonly id: string }>(
  { limit, cursor }: { limit: number; cursor?: string | undefined },
  read: (page: { after: string | undefined; limit: number }) => Promise<Item[]>,
): Promise<Page<Item>> {
  const found = await read({ after: cursor, limit: limit + 1 })
  const items = found.slice(0, limit)
  return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null }
}
