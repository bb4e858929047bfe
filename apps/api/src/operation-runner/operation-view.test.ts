import { expect, it } from 'vitest'
import { roadOf } from './operation-view.ts'

it.each([
  [
    'without the failing road',
    { start: 'a', map: { a: ['b', 'clean'], b: ['done', 'clean'], clean: ['gone'], gone: [] } },
    ['a', 'b'],
  ],
  ['once round a circle', { start: 'a', map: { a: ['b'], b: ['a', 'done'] } }, ['a', 'b']],
  ['of one step', { start: 'a', map: { a: ['done'] } }, ['a']],
])('shows the road %s', (_, definition, road) => {
  expect(roadOf(definition)).toEqual(road)
})
