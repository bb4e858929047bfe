import { checkRoom } from '@holdfast/lab/architecture/check-room'
import { expect, it } from 'vitest'

it('keeps the laws of the house', () => {
  const breaches = checkRoom({
    root: new URL('../', import.meta.url),
    rules: {
      rooms: ['@holdfast/shared'],
      packages: ['pg', 'zod'],
      folders: { 'instance-manager': ['families'] },
      engineNames: ['packages/engine/src/process-catalogue.ts'],
    },
  })
  expect(breaches).toEqual([])
})
