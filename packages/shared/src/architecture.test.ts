import { checkRoom } from '@holdfast/lab/architecture/check-room'
import { expect, it } from 'vitest'

it('keeps the laws of the house', () => {
  const rules = { rooms: [], packages: ['zod'] }
  expect(checkRoom({ root: new URL('../', import.meta.url), rules })).toEqual([])
})
