import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const spec = read('./SPEC.md')
const tests = [
  './apply-move.test.ts',
  './define-operation.test.ts',
  './workbench.test.ts',
  '../../test/integration/runner-works-with-others.integration.test.ts',
  '../../test/integration/runner-process-killed.integration.test.ts',
  '../../test/integration/runner-killed-at-every-commit.integration.test.ts',
].map(read)

const titles = tests.flatMap((text) => [...text.matchAll(/\bit\('([^']+)'/g)].map(([, title]) => title))
const calls = tests.some((text) => text.includes('everyOperationSurvivesCrashes('))
  ? ['everyOperationSurvivesCrashes']
  : []
const rows = [...spec.matchAll(/^\| (R[\d, R]+) \| (.+) \|$/gm)].map(([, ids = '', title = '']) => ({
  ids: ids.split(', '),
  title,
}))

it('SPEC.md and the tests of the runner name each other, and no invariant is without a test', () => {
  expect(rows.map(({ title }) => title).sort()).toEqual([...titles, ...calls].sort())
  const invariants = [...spec.matchAll(/^- \*\*(R\d+)\*\*/gm)].map(([, id]) => id)
  expect(invariants.filter((id) => !rows.some(({ ids }) => ids.includes(id ?? '')))).toEqual([])
  expect(rows.flatMap(({ ids }) => ids).filter((id) => !invariants.includes(id))).toEqual([])
})
