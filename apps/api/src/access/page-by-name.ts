export interface PageAsked {
  readonly limit: number
  readonly cursor?: string | undefined
}

/** One page of a short list that is read whole, in the order of names; the cursor is the last name of the page before. */
export function pageByName<Item extends { readonly name: string }>(
  all: readonly Item[],
  { limit, cursor }: PageAsked,
): { items: Item[]; nextCursor: string | null } {
  const sorted = all.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  const rest = cursor === undefined ? sorted : sorted.filter(({ name }) => name > cursor)
  const items = rest.slice(0, limit)
  return { items, nextCursor: rest.length > limit ? (items.at(-1)?.name ?? null) : null }
}
