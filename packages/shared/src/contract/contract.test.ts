import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { contract } from './contract.ts'
import { DatabaseName } from './database-routes.ts'
import type { Route } from './define-route.ts'

const routes: Route[] = Object.values(contract).flatMap((group): Route[] => Object.values(group))

describe('the contract', () => {
  it('names each method and path once', () => {
    const names = routes.map((route) => `${route.method} ${route.path}`)
    expect(new Set(names).size).toBe(names.length)
  })

  it('has a schema for every parameter in a path', () => {
    for (const route of routes) {
      const inPath = [...route.path.matchAll(/:([A-Za-z]+)/g)].map(([, name]) => name)
      expect(Object.keys(route.params?.shape ?? {})).toEqual(inPath)
    }
  })

  it('can be said as JSON Schema', () => {
    for (const route of routes)
      for (const schema of [route.params, route.query, route.body, route.reply])
        if (schema) expect(() => z.toJSONSchema(schema, { io: 'input' })).not.toThrow()
  })

  it('answers 204 exactly when it has no reply', () => {
    for (const route of routes) expect(route.status === 204).toBe(route.reply === undefined)
  })

  it('lists are bounded and paginated', () => {
    for (const route of routes.filter((it) => it.query && 'limit' in it.query.shape))
      expect(route.query?.safeParse({ limit: '100000' }).success).toBe(false)
  })
})

describe('a database name', () => {
  it.each(['orders', 'a', 'orders-2', 'x'.repeat(60)])('may be %s', (name) =>
    expect(DatabaseName.safeParse(name).success).toBe(true),
  )
  it.each([
    '',
    'Orders',
    '1st',
    '-a',
    'a-',
    'a--b',
    'x'.repeat(61),
    'naïve',
    'a b',
    "a'; drop table x",
    '$(id)',
    'a_b',
    'a\n',
  ])('may not be %j', (name) => expect(DatabaseName.safeParse(name).success).toBe(false))
})
