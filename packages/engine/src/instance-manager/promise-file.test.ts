import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aPage } from '../../test/harness/a-page.ts'
import { firstPromise, formatPromise, parsePromise, readPromise, writePromise } from './promise-file.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-promise-'))
  path = join(folder, 'promise.json')
})
afterEach(() => rm(folder, { recursive: true }))

const older = firstPromise(aPage({ epoch: 3 }))
const newer = firstPromise(aPage({ epoch: 4 }))

describe('the promise file', () => {
  it('is read as it was written, and leaves nothing beside it', async () => {
    await writePromise(path, older)
    expect(await readPromise(path)).toEqual({ found: 'valid', promise: older })
    expect(await readdir(folder)).toEqual(['promise.json'])
  })

  it('is nothing where there is none', async () => {
    expect(await readPromise(path)).toEqual({ found: 'nothing' })
  })

  it('still says the old promise after a crash anywhere before the rename', async () => {
    await writePromise(path, older)
    const content = formatPromise(newer)
    for (const length of [0, 1, content.length >> 1, content.length]) {
      await writeFile(`${path}.new`, content.slice(0, length))
      expect(await readPromise(path)).toEqual({ found: 'valid', promise: older })
    }
    await writePromise(path, newer)
    expect(await readPromise(path)).toEqual({ found: 'valid', promise: newer })
  })

  it('is damaged, never misread, when any part of it is lost', () => {
    const content = formatPromise(newer)
    for (let length = 0; length < content.length - 1; length++)
      expect(parsePromise(content.slice(0, length)).found).toBe('damaged')
  })

  it('is damaged or the same, never another promise, whatever character is changed', () => {
    const content = formatPromise(newer)
    fc.assert(
      fc.property(fc.nat(content.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, character) => {
        const reading = parsePromise(content.slice(0, at) + character + content.slice(at + 1))
        if (reading.found === 'valid') expect(reading.promise).toEqual(newer)
      }),
    )
  })

  it('says primary without voters for the only instance of a database', async () => {
    await writePromise(path, older)
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({
      v: 1,
      role: 'primary',
      roleEpoch: 3,
      promised: { epoch: 3 },
      config: { epoch: 3, voters: [], w: 0 },
    })
  })
})
