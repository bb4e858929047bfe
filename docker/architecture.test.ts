import { checkRoom } from '@holdfast/lab/architecture/check-room'
import { expect, it } from 'vitest'

it('keeps the laws of the house', () => {
  const breaches = checkRoom({
    root: new URL('./', import.meta.url),
    // The lab: simulated hosts are also behind `npm start -- --hosts N`.
    rules: { rooms: ['@holdfast/shared', '@holdfast/engine', '@holdfast/lab'] },
  })
  expect(breaches).toEqual([])
})
