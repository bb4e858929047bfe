import { describe, expect, it } from 'vitest'
import { extensions } from '../../extensions.ts'
import { type ExtensionFound, extensionStatements, whoInstalls } from './extension-statements.ts'

const wish = (name: string, state: 'present' | 'absent' = 'present') => ({ database: 'shop', name, state })
const fresh: ExtensionFound = { isInstalled: false, fixedSchema: null, platformSchema: 'absent' }
const keeper = (name: string) => ({ wish: wish(name), by: 'keeper' as const, owner: 'shop' })
const superuser = (name: string) => ({ wish: wish(name), by: 'superuser' as const, owner: 'shop' })

describe('whoInstalls', () => {
  it('is the keeper for what is trusted, the superuser for what is offered on request, nobody for the rest', () => {
    for (const { name, verdict, isOffered, because } of extensions)
      expect(whoInstalls(wish(name))).toEqual(!isOffered ? { because } : verdict === 'trusted' ? 'keeper' : 'superuser')
    expect(whoInstalls(wish('nobody_knows'))).toMatchObject({ because: expect.stringMatching(/nobody_knows/) })
  })

  it('is somebody for what should go, offered or not', () => {
    expect(whoInstalls(wish('dblink', 'absent'))).toBe('superuser')
  })
})

describe('extensionStatements', () => {
  it('says nothing when nothing is missing', () => {
    expect(extensionStatements(keeper('hstore'), { ...fresh, isInstalled: true })).toEqual([])
    expect(extensionStatements({ ...keeper('hstore'), wish: wish('hstore', 'absent') }, fresh)).toEqual([])
  })

  it('puts a trusted one where its owner looks, unless it insists on another schema', () => {
    expect(extensionStatements(keeper('uuid-ossp'), fresh)).toEqual([
      'CREATE EXTENSION "uuid-ossp" SCHEMA public CASCADE',
    ])
    const insists = { ...fresh, fixedSchema: 'tiger' }
    expect(extensionStatements(keeper('x'), insists)).toEqual(['CREATE EXTENSION "x" CASCADE'])
  })

  it('puts what the superuser makes into the platform’s own schema, and never into somebody else’s', () => {
    const statements = extensionStatements(superuser('amcheck'), fresh)
    expect(statements[0]).toBe('CREATE SCHEMA "extensions"')
    expect(statements.at(-1)).toMatch(
      /^GRANT EXECUTE ON FUNCTION "extensions"\.bt_index_check\(regclass\), .* TO "shop"$/,
    )
    expect(extensionStatements(superuser('amcheck'), { ...fresh, platformSchema: 'ours' })[0]).toMatch(
      /^CREATE EXTENSION/,
    )
    expect(() => extensionStatements(superuser('amcheck'), { ...fresh, platformSchema: 'theirs' })).toThrow(
      /somebody else/,
    )
  })
})
