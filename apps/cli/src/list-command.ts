import { type Arguments, type Command, type Context, UsageError } from './command.ts'
import { table } from './output.ts'

export interface PageQuery {
  readonly limit: number
  readonly cursor?: string
}

export interface Page<Item> {
  readonly items: readonly Item[]
  readonly nextCursor: string | null
}

type Cell = string | number | null | undefined

interface ListShape<Item> extends Omit<Command, 'run'> {
  readonly ask: (context: Context, query: PageQuery, args: Arguments) => Promise<Page<Item>>
  readonly head: readonly string[]
  readonly row: (item: Item) => readonly Cell[]
  /** What to say when there is nothing. */
  readonly none: string
  /** How many are shown without `--limit`. */
  readonly usualLimit?: number
}

const pageSize = 200

/** The first `limit` items, page by page, and where it would go on. */
export async function firstOf<Item>(
  limit: number,
  ask: (query: PageQuery) => Promise<Page<Item>>,
): Promise<Page<Item>> {
  const items: Item[] = []
  let cursor: string | null = null
  do {
    const page: Page<Item> = await ask({ limit: Math.min(pageSize, limit - items.length), ...(cursor && { cursor }) })
    items.push(...page.items)
    cursor = page.nextCursor
  } while (cursor && items.length < limit)
  return { items, nextCursor: cursor }
}

const limitOf = (text: string | undefined, usual: number): number => {
  if (text === undefined) return usual
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new UsageError('--limit is a whole number from 1 to 99999')
  return Number(text)
}

/** `noun list`: the items as a table or one JSON document, as many as `--limit` says. */
export function listCommand<Item>(shape: ListShape<Item>): Command {
  const { ask, head, row, none, usualLimit = 1_000, ...command } = shape
  return {
    ...command,
    usage: `${command.usage} [--limit N]`,
    options: { ...command.options, limit: { type: 'string' } },
    async run(context, args) {
      const limit = limitOf(args.text('limit'), usualLimit)
      const page = await firstOf(limit, (query) => ask(context, query, args))
      context.output.result(page, page.items.length === 0 ? none : table(head, page.items.map(row)))
      if (page.nextCursor) context.output.remark(`There are more than these ${page.items.length}; see --limit.`)
      return 0
    },
  }
}
