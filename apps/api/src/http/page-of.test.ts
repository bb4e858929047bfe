import { expect, it } from 'vitest'
import { pageOf } from './page-of.ts'

const all = ['a', 'b', 'c'].map((id) => ({ id }))
const read = async ({ after, limit }: { after: string | undefined; limit: number }) =>
  all.filter(({ id }) => after === undefined || id > after).slice(0, limit)

it('walks a list to its end', async () => {
  const first = await pageOf({ limit: 2 }, read)
  expect(first).toEqual({ items: [{ id: 'a' }, { id: 'b' }], nextCursor: 'b' })
  expect(await pageOf({ limit: 2, cursor: 'b' }, read)).toEqual({ items: [{ id: 'c' }], nextCursor: null })
})
