import { expect, it } from 'vitest'
import { makeTurnstile } from './turnstile.ts'

it('runs no more at once than it is wide, and refuses when the line is full', async () => {
  const through = makeTurnstile(2, 1)
  let running = 0
  let most = 0
  const work = async () => {
    most = Math.max(most, ++running)
    await new Promise((resolve) => setTimeout(resolve, 5))
    running--
  }
  const ends = await Promise.allSettled([through(work), through(work), through(work), through(work)])
  expect(most).toBe(2)
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected'])
  await expect(through(async () => 'again')).resolves.toBe('again')
})
