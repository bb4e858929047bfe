import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { contentHash } from './content-hash.ts'

describe('the hash in an image tag', () => {
  let folder = ''
  const hash = (texts = ['FROM x']) => contentHash(texts, { app: folder })

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-hash-'))
    mkdirSync(join(folder, 'deep'))
    writeFileSync(join(folder, 'deep', 'file'), 'one')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('stays when only times change', () => {
    const before = hash()
    utimesSync(join(folder, 'deep', 'file'), 1, 1)
    expect(hash()).toBe(before)
    expect(before).toMatch(/^[0-9a-f]{12}$/)
  })

  it.each([
    ['a file says something else', () => writeFileSync(join(folder, 'deep', 'file'), 'two')],
    ['a file is added', () => writeFileSync(join(folder, 'more'), '')],
    ['a file becomes executable', () => chmodSync(join(folder, 'deep', 'file'), 0o755)],
  ])('changes when %s', (_, change) => {
    const before = hash()
    change()
    expect(hash()).not.toBe(before)
  })

  it('changes with the Dockerfile and does not confuse two texts with one', () => {
    expect(hash(['FROM y'])).not.toBe(hash())
    expect(hash(['ab', 'c'])).not.toBe(hash(['a', 'bc']))
  })
})
