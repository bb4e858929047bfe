import { describe, expect, it } from 'vitest'
import { openWorkbench } from './workbench.ts'

const bench = (places: number) => {
  const runs: { id: string; isEarly: boolean; finish: () => void }[] = []
  const it = openWorkbench({
    places,
    work: (id, isEarly) => new Promise((resolve) => runs.push({ id, isEarly, finish: () => resolve() })),
  })
  const finish = async (at: number) => {
    runs[at]?.finish()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { ...it, finish, runs: () => runs.map(({ id, isEarly }) => `${id}${isEarly ? '!' : ''}`) }
}

describe('workbench', () => {
  it('runs no more at a time than it has places', async () => {
    const { wake, finish, runs } = bench(2)
    for (const id of ['a', 'b', 'c']) wake(id, true)
    expect(runs()).toEqual(['a!', 'b!'])
    await finish(0)
    expect(runs()).toEqual(['a!', 'b!', 'c!'])
  })

  it('runs an operation once more when it is told of a change while it runs', async () => {
    const { wake, finish, runs } = bench(2)
    wake('a', true)
    wake('a', true)
    wake('a', true)
    expect(runs()).toEqual(['a!'])
    await finish(0)
    expect(runs()).toEqual(['a!', 'a!'])
    await finish(1)
    expect(runs()).toEqual(['a!', 'a!'])
  })

  it('ignores an alarm for what runs already', async () => {
    const { wake, finish, runs } = bench(2)
    wake('a', true)
    wake('a', false)
    await finish(0)
    expect(runs()).toEqual(['a!'])
  })

  it('lets a change win over an alarm that waits for a place', async () => {
    const { wake, finish, runs } = bench(1)
    wake('a', true)
    wake('b', false)
    wake('b', true)
    wake('b', false)
    await finish(0)
    expect(runs()).toEqual(['a!', 'b!'])
  })

  it('takes nothing new once closed and waits for what runs', async () => {
    const { wake, finish, runs, close, isClosed } = bench(1)
    wake('a', true)
    wake('b', true)
    const closing = close()
    wake('c', true)
    expect(isClosed()).toBe(true)
    await finish(0)
    await closing
    expect(runs()).toEqual(['a!'])
  })
})
