import { describe, expect, it } from 'vitest'
import { problemCatalogue } from './catalogue.ts'
import { isProblem, Problem } from './problem.ts'

describe('problems', () => {
  it('say what, with the facts in it, and what to do', () => {
    const problem = new Problem('name-taken', { name: 'orders' })
    expect(problem.message).toContain('"orders"')
    expect(problem.remedy).not.toBe('')
    expect(isProblem(problem, 'name-taken')).toBe(true)
    expect(isProblem(problem, 'not-found')).toBe(false)
  })

  it('have a title without a full stop, a remedy with one, and a code in kebab case', () => {
    for (const [code, { title, remedy }] of Object.entries(problemCatalogue)) {
      expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/)
      expect(title).not.toMatch(/\.$/)
      expect(remedy).toMatch(/[.!)]$/)
    }
  })
})
