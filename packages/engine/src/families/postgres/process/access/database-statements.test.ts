import { describe, expect, it } from 'vitest'
import { aPage } from '../../../../../test/harness/a-page.ts'
import { accessFound, databaseFound, roleFound } from '../../../../../test/harness/access-found.ts'
import { databaseSteps, whyNoDatabase } from './database-statements.ts'
import { keptName } from './kept-name.ts'

const page = aPage()
const kept = keptName('books')
const main = {
  shop: roleFound({ memberships: new Set(['books_owner']) }),
  hf_keeper: roleFound({ memberships: new Set(['books_owner']) }),
  shop_a: roleFound({ beginsAs: new Map([['books', 'books_owner']]) }),
  shop_b: roleFound({ beginsAs: new Map([['books', 'books_owner']]) }),
}
const roles = { ...main, books_owner: roleFound() }
const there = accessFound({ roles, databases: { books: databaseFound() } })
const isKept = accessFound({ roles, databases: { [kept]: databaseFound({ isPlatforms: true, isOpen: false }) } })
const wish = (state: 'present' | 'deleted' | 'erased') => ({ name: 'books', state })

describe('databaseSteps', () => {
  it('opens a new database only when its rights are right', () => {
    const steps = databaseSteps(wish('present'), page, accessFound({ roles: { shop: roleFound() } }))
    expect(steps.map((step) => ('endSessionsIn' in step ? 'end sessions' : step[0]))).toEqual([
      expect.stringMatching(/^CREATE ROLE "books_owner" NOLOGIN/),
      'GRANT "books_owner" TO "shop"',
      'CREATE DATABASE "books" OWNER "books_owner" TEMPLATE template0 ALLOW_CONNECTIONS false',
      'REVOKE CONNECT ON DATABASE "books" FROM PUBLIC',
    ])
    expect(steps.at(-1)).toContain('ALTER DATABASE "books" ALLOW_CONNECTIONS true CONNECTION LIMIT -1')
  })

  it('says nothing when nothing is missing', () => {
    expect(databaseSteps(wish('present'), page, there)).toEqual([])
    expect(databaseSteps(wish('deleted'), page, isKept)).toEqual([])
    expect(databaseSteps(wish('erased'), page, accessFound({}))).toEqual([])
  })

  it('closes, empties and hides a deleted one, and takes it from its owner', () => {
    expect(databaseSteps(wish('deleted'), page, there)).toEqual([
      ['ALTER DATABASE "books" ALLOW_CONNECTIONS false CONNECTION LIMIT 0'],
      { endSessionsIn: 'books' },
      ['ALTER DATABASE "books" OWNER TO postgres', `ALTER DATABASE "books" RENAME TO "${kept}"`],
    ])
  })

  it('brings it back to its owner instead of making a new one', () => {
    const steps = databaseSteps(wish('present'), page, isKept).flat()
    expect(steps[0]).toBe(`ALTER DATABASE "${kept}" RENAME TO "books"`)
    expect(steps).toContain('ALTER DATABASE "books" OWNER TO "books_owner"')
    expect(steps.join()).not.toContain('CREATE DATABASE')
  })

  it('erases it under whichever name it has', () => {
    expect(databaseSteps(wish('erased'), page, isKept).at(-1)).toEqual([`DROP DATABASE "${kept}" WITH (FORCE)`])
    expect(databaseSteps(wish('erased'), page, there).at(-1)).toEqual(['DROP DATABASE "books" WITH (FORCE)'])
  })

  it('shuts a deleted one that was left open when somebody was cut off', () => {
    const open = accessFound({ roles, databases: { [kept]: databaseFound({ isPlatforms: true }) } })
    expect(databaseSteps(wish('deleted'), page, open)).toEqual([[`ALTER DATABASE "${kept}" ALLOW_CONNECTIONS false`]])
  })
})

describe('whyNoDatabase', () => {
  it('leaves what a tenant made alone', () => {
    const theirs = accessFound({ databases: { books: databaseFound({ owner: 'shop' }) } })
    for (const state of ['present', 'deleted', 'erased'] as const)
      expect(whyNoDatabase(wish(state), theirs)).toMatch(/books was made inside/)
    const owner = accessFound({ roles: { books_owner: roleFound({ isTenants: true }) } })
    expect(whyNoDatabase(wish('present'), owner)).toMatch(/books_owner, its owner’s name/)
    expect(whyNoDatabase(wish('present'), there)).toBeUndefined()
  })

  it('never puts a second one over an earlier one that is kept', () => {
    const both = accessFound({ roles, databases: { books: databaseFound(), [kept]: databaseFound() } })
    expect(whyNoDatabase(wish('deleted'), both)).toMatch(/is kept still/)
  })
})
