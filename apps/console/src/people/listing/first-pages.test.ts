import { expect, it } from 'vitest'
import { firstPages } from './first-pages.ts'

const kelp = ['stipe', 'blade', 'float', 'haptera']
/** A list of one thing a page, whose cursors are numbers. */
const read = async ({ cursor = '0' }: { cursor?: string }) => ({
  items: kelp.slice(Number(cursor), Number(cursor) + 1),
  nextCursor: Number(cursor) + 1 < kelp.length ? String(Number(cursor) + 1) : null,
})

it('reads as many pages as asked for and tells whether there are more', async () => {
  expect(await firstPages(2, read)).toEqual({ items: ['stipe', 'blade'], isMore: true })
  expect(await firstPages(4, read)).toEqual({ items: kelp, isMore: false })
  expect(await firstPages(9, read)).toEqual({ items: kelp, isMore: false })
})
