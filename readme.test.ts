import { existsSync, globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const root = new URL('./', import.meta.url)
const text = readFileSync(new URL('README.md', root), 'utf8').replace(/```[\s\S]*?```/g, '')

/** `apps/api/src/…` in backticks and relative links; addresses, commands and package names are none. */
const isPath = (word: string) => /^(\.ci|apps|docker|packages|prisma)\//.test(word)
const inBackticks = [...text.matchAll(/`([^`\s]+)`/g)].flatMap(([, word]) => (word && isPath(word) ? [word] : []))
const inLinks = [...text.matchAll(/\]\(([^)#\s]+)/g)].flatMap(([, link]) => (link && !/^\w+:/.test(link) ? [link] : []))

describe('the map in README.md', () => {
  it('names places', () => expect(inBackticks.length).toBeGreaterThan(0))

  it.each([...new Set([...inBackticks, ...inLinks])])('%s is there', (path) => {
    const isThere = path.includes('*')
      ? globSync(path, { cwd: root.pathname }).length > 0
      : existsSync(new URL(path, root))
    expect(isThere).toBe(true)
  })
})
