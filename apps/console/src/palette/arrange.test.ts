import { describe, expect, it } from 'vitest'
import { arrange } from './arrange.ts'
import type { Entry, Group } from './entry.ts'

const entry = (group: Group, words: string, note?: string): Entry => ({
  id: `${group}:${words}`,
  group,
  words,
  ...(note && { note }),
  run: () => {},
})
const entries = [
  entry('operations', 'Creating orders', 'started 21 Nov 2026'),
  entry('databases', 'orders', 'kelp-02'),
  entry('databases', 'ledger', 'kelp-02'),
  entry('pages', 'Operations'),
]
const shown = (typed: string, recent: string[] = []) =>
  arrange(entries, typed, recent).map(([group, found]) => `${group}: ${found.map(({ words }) => words).join(', ')}`)

describe('what the palette shows', () => {
  it('has the thing itself before what was done with it', () =>
    expect(shown('odrs')).toEqual(['databases: orders', 'operations: Creating orders']))
  it('finds by the note too, behind what answers by its name', () =>
    expect(shown('kelp')).toEqual(['databases: orders, ledger']))
  it('has what was chosen last on top while nothing is typed, once', () =>
    expect(shown('', ['databases:ledger', 'databases:gone'])).toEqual([
      'recent: ledger',
      'operations: Creating orders',
      'databases: orders',
      'pages: Operations',
    ]))
  it('shows nothing where nothing answers', () => expect(shown('zzz')).toEqual([]))
})
