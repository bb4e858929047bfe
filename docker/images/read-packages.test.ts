import { expect, it } from 'vitest'
import { parsePackages } from './read-packages.ts'

it('reads names and versions and skips what is neither', () => {
  expect(parsePackages('tini\t0.19.0-1\nlibc6\t2.41-12\n\nbroken\n')).toEqual({ tini: '0.19.0-1', libc6: '2.41-12' })
})
