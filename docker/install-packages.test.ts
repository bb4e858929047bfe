import { describe, expect, it } from 'vitest'
import { isInstalled } from './install-packages.mjs'

const wanted = {
  '': {},
  'apps/api': { version: '0.1.0' },
  'node_modules/@holdfast/api': { link: true },
  'node_modules/pg': { version: '8.16.0' },
  'node_modules/only-on-another-system': { version: '1.0.0', optional: true },
}

describe('whether packages must be installed', () => {
  it('does not install again when everything the lock names is there', () => {
    expect(isInstalled(wanted, { 'node_modules/pg': { version: '8.16.0' } })).toBe(true)
  })

  it.each([
    ['nothing was installed', undefined],
    ['a package is missing', {}],
    ['a package has another version', { 'node_modules/pg': { version: '8.15.0' } }],
  ])('installs when %s', (_, installed) => {
    expect(isInstalled(wanted, installed)).toBe(false)
  })
})
