import { firstOf, type Page, type PageQuery } from './list-command.ts'

/** Every item of a list that has few, page by page. */
export const everyPage = async <Item>(ask: (query: PageQuery) => Promise<Page<Item>>): Promise<readonly Item[]> =>
  (await firstOf(99_999, ask)).items
