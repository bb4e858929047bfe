import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { aPage } from '../../test/harness/a-page.ts'
import { keepPromise, obey, PageRefused, promiseKeeper, StorageFailed } from './keep-promise.ts'
import { firstPromise, readPromise } from './promise-file.ts'

const promise = firstPromise(aPage({ epoch: 3 }))

describe('obey', () => {
  it('changes nothing for a page of the promised epoch', () => {
    expect(obey(promise, aPage({ epoch: 3 }))).toBe(promise)
  })

  it('takes a higher epoch as a new grant of the same role', () => {
    expect(obey(promise, aPage({ epoch: 5 }))).toMatchObject({ promised: { epoch: 5 }, roleEpoch: 5, role: 'primary' })
  })

  it.each([
    ['an older epoch', aPage({ epoch: 2 }), 'epoch 2 is older than the promised epoch 3'],
    [
      'another instance',
      aPage({ epoch: 3, instanceId: 'in_zzzzzzzzzzzzzzzzzzzz' }),
      /belongs to in_0123456789abcdefghjk/,
    ],
    ['another database', aPage({ epoch: 3, databaseId: 'db_zzzzzzzzzzzzzzzzzzzz' }), /belongs to/],
    ['a role it cannot take', aPage({ epoch: 3, role: 'standby' }), /primaries only/],
  ])('refuses a page of %s', (_, page, because) => {
    expect(() => obey(promise, page)).toThrow(PageRefused)
    expect(() => obey(promise, page)).toThrow(because)
  })
})

const inFolder = async (test: (path: string) => Promise<void>) => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-promise-'))
  await test(join(folder, 'promise.json')).finally(() => rm(folder, { recursive: true }))
}

describe('keepPromise', () => {
  it('makes the first promise of an empty volume durable', () =>
    inFolder(async (path) => {
      await keepPromise(path, aPage({ epoch: 7 }), false)
      expect(await readPromise(path)).toMatchObject({ found: 'valid', promise: { promised: { epoch: 7 } } })
    }))

  it('never goes back over a restart', () =>
    inFolder(async (path) => {
      await keepPromise(path, aPage({ epoch: 7 }), false)
      await expect(keepPromise(path, aPage({ epoch: 6 }), true)).rejects.toThrow(PageRefused)
      expect(await readPromise(path)).toMatchObject({ promise: { promised: { epoch: 7 } } })
    }))

  it('does not start data whose promise is missing or damaged', () =>
    inFolder(async (path) => {
      await expect(keepPromise(path, aPage(), true)).rejects.toThrow(/missing although there is data/)
      await writeFile(path, '{')
      await expect(keepPromise(path, aPage(), true)).rejects.toThrow(/damaged although there is data/)
    }))
})

describe('the one writer of a promise', () => {
  it('writes one after the other, whoever asks, and ends at the highest epoch', () =>
    inFolder(async (path) => {
      const { keep } = promiseKeeper(path)
      const told = await Promise.allSettled([3, 9, 5, 12].map((epoch) => keep(aPage({ epoch }), false)))
      expect(told.map((it) => it.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
      expect(await readPromise(path)).toMatchObject({ found: 'valid', promise: { promised: { epoch: 12 } } })
    }))

  it('gives up after three failed writes in a row, not before and not after a refusal', () =>
    inFolder(async (folder) => {
      const path = join(folder, 'not-there', 'promise.json')
      const { keep, hasGivenUp } = promiseKeeper(path)
      const fail = () => expect(keep(aPage({ epoch: 4 }), false)).rejects.toThrow(StorageFailed)
      await fail()
      await fail()
      await mkdir(dirname(path), { recursive: true })
      await keep(aPage({ epoch: 4 }), false)
      await rm(dirname(path), { recursive: true })
      await fail()
      await expect(keep(aPage({ role: 'standby' }), false)).rejects.toThrow(PageRefused)
      await fail()
      expect(hasGivenUp()).toBe(false)
      await fail()
      expect(hasGivenUp()).toBe(true)
    }))
})
