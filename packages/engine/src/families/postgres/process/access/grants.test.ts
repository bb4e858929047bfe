import { describe, expect, it } from 'vitest'
import { type GrantDifference, grantStatements } from './grants.ts'

const difference = (change: Partial<GrantDifference>): GrantDifference => ({
  role: 'reporting',
  kind: 'TABLE',
  isDefault: false,
  schema: 'public',
  name: 'goods',
  missing: [],
  extra: [],
  ...change,
})

describe('grantStatements', () => {
  it('takes what is too much before it gives what is missing', () => {
    expect(grantStatements([difference({ missing: ['SELECT'], extra: ['INSERT', 'UPDATE'] })])).toEqual([
      'REVOKE INSERT, UPDATE ON TABLE "public"."goods" FROM "reporting"',
      'GRANT SELECT ON TABLE "public"."goods" TO "reporting"',
    ])
  })

  it('names many things in one statement, but not too many', () => {
    const many = Array.from({ length: 450 }, (_, n) => difference({ name: `t${n}`, missing: ['SELECT'] }))
    const statements = grantStatements(many)
    expect(statements.map((it) => it.match(/"public"/g)?.length)).toEqual([200, 200, 50])
  })

  it('speaks of what is made from now on as default privileges', () => {
    const future = difference({ isDefault: true, schema: null, name: 'SCHEMA', kind: 'SCHEMA', missing: ['USAGE'] })
    expect(grantStatements([future])).toEqual(['ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO "reporting"'])
  })

  it('quotes whatever a tenant called its things', () => {
    const [statement] = grantStatements([
      difference({ schema: 'a"b', name: '"; drop role x; --', missing: ['SELECT'] }),
    ])
    expect(statement).toBe('GRANT SELECT ON TABLE "a""b"."""; drop role x; --" TO "reporting"')
  })
})
