import { InstancePage } from '@holdfast/shared/state/instance-page'
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

  it('says the same as the schema for anything that JSON can say', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => isInstancePage(value) === InstancePage.safeParse(value).success))
  })
})
