import { expect, it } from 'vitest'
import { checkRoom } from './architecture/check-room.ts'

it('keeps the laws of the house', () => {
  const breaches = checkRoom({
    root: new URL('../', import.meta.url),
    rules: {
      rooms: ['@holdfast/shared', '@holdfast/engine', '@holdfast/lab'],
      doors: [
        'docker/run-program.ts',
        'docker/platform/wait-until.ts',
        'docker/platform/write-file.ts',
        'docker/wipe/close-volumes.ts',
      ],
    },
  })
  expect(breaches).toEqual([])
})
