import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { extensions } from './extensions.ts'

const script = readFileSync(new URL('image/trust-extensions.sh', import.meta.url), 'utf8')
const lists = [...script.matchAll(/^for name in (.*); do$/gm)].map(([, names = '']) => names.split(' '))
const verdicts = (names: readonly string[] = []) =>
  new Set(names.map((name) => extensions.find((it) => it.name === name)?.verdict))

describe('extensions', () => {
  it('says the same as the image: what it trusts, and what it takes away', () => {
    const [trusted, removed] = lists
    expect(verdicts(trusted)).toEqual(new Set(['trusted']))
    expect(verdicts(removed)).toEqual(new Set(['never']))
  })

  it('names each once, with two whole sentences, and offers nothing that is never to be had', () => {
    expect(new Set(extensions.map(({ name }) => name)).size).toBe(extensions.length)
    for (const { because, about, verdict, isOffered } of extensions) {
      expect([because, about]).toEqual([expect.stringMatching(/^[A-Z].*\.$/), expect.stringMatching(/^[A-Z].*\.$/)])
      expect(verdict === 'never' && isOffered).toBe(false)
    }
  })
})
