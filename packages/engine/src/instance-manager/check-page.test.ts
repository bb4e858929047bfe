import { InstancePage, type PageAccess } from '@holdfast/shared/state/instance-page'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aPage } from '../../test/harness/a-page.ts'
import { isInstancePage, wrongFields } from './check-page.ts'

const oddities = [
  undefined,
  null,
  '',
  'text',
  -1,
  0,
  1,
  1.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  2 ** 60,
  [],
  {},
  { a: 1 },
  { a: 0 },
  { a: 'b' },
  { login: 'hf_pooler', version: 1 },
  { login: 'hf_pooler', version: 0 },
  { login: 1, version: 1 },
  true,
  'standby',
  'in_0123456789abcdefghjk',
  'in_0123456789abcdefghiu',
  'db_0123456789abcdefghjk',
]

const access: PageAccess = {
  databases: [{ name: 'reports', state: 'present' }],
  roles: [
    {
      name: 'reporting',
      logins: { reporting_a: 1 },
      grants: [{ database: 'shop', preset: 'read' }],
      replication: false,
      needsCertificate: true,
      state: 'present',
    },
  ],
  extensions: [{ database: 'shop', name: 'hstore', state: 'present' }],
  clientCa: null,
  clientCrl: null,
}

type Json = string | number | boolean | null | undefined | readonly Json[] | { readonly [name: string]: Json }

/** Every value that differs from `value` in one place, however deep. */
function* spoilt(value: Json): Generator<unknown> {
  if (typeof value === 'object' && value !== null)
    for (const [name, member] of Object.entries(value))
      for (const other of spoilt(member))
        yield Array.isArray(value) ? value.with(Number(name), other) : { ...value, [name]: other }
  yield* oddities
  if (Array.isArray(value)) yield Array(201).fill(value[0])
  if (typeof value === 'string') yield value.repeat(40_000)
}

describe('wrongFields', () => {
  it('finds nothing wrong with a page, and names what is', () => {
    expect(wrongFields(aPage())).toEqual([])
    expect(wrongFields({ ...aPage(), epoch: -1, logins: { shop_a: 'x' } })).toEqual(['epoch', 'logins'])
    expect(wrongFields('page')).toEqual(['all of it'])
  })

  it('says the same as the schema, whatever a field holds', () => {
    for (const name of Object.keys({ ...aPage(), pooler: undefined }))
      for (const value of oddities) {
        const page = { ...aPage(), [name]: value }
        expect([name, value, isInstancePage(page)]).toEqual([name, value, InstancePage.safeParse(page).success])
      }
  })

  it('says the same as the schema of what is wished inside the engine, at every depth', () => {
    expect(isInstancePage(aPage({ access }))).toBe(true)
    for (const other of spoilt(access)) {
      const page = { ...aPage(), access: other }
      const gist = JSON.stringify(other)?.slice(0, 500)
      expect([gist, isInstancePage(page)]).toEqual([gist, InstancePage.safeParse(page).success])
    }
  })

  it('says the same as the schema for anything that JSON can say', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => isInstancePage(value) === InstancePage.safeParse(value).success))
  })
})
