import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isAllowed, parseNetwork, plainAddress } from './networks.ts'

const allows = (networks: string[], address: string) =>
  isAllowed(
    networks.flatMap((text) => parseNetwork(text) ?? []),
    address,
  )

describe('the allow-list', () => {
  it.each([
    ['10.0.0.0/8', '10.255.1.2'],
    ['10.1.2.3', '10.1.2.3'],
    ['192.168.4.0/22', '192.168.7.255'],
    ['0.0.0.0/0', '203.0.113.9'],
    ['127.0.0.1/32', '::ffff:127.0.0.1'],
    ['::ffff:10.0.0.0/104', '10.9.9.9'],
    ['::1/128', '::1'],
    ['fd00::/8', 'fdab::7'],
    ['2001:db8:8000::/33', '2001:db8:ffff::1'],
    ['::/0', '2001:db8::1'],
    ['fe80::/10', 'fe80::1%eth0'],
  ])('%s lets %s in', (network, address) => expect(allows([network], address)).toBe(true))

  it.each([
    ['10.0.0.0/8', '11.0.0.0'],
    ['192.168.4.0/22', '192.168.8.0'],
    ['127.0.0.1/32', '127.0.0.2'],
    ['::/0', '127.0.0.1'],
    ['0.0.0.0/0', '::1'],
    ['2001:db8:8000::/33', '2001:db8:7fff::1'],
    ['10.0.0.0/8', 'not an address'],
  ])('%s keeps %s out', (network, address) => expect(allows([network], address)).toBe(false))

  it('lets nobody in when it is empty', () => expect(allows([], '127.0.0.1')).toBe(false))

  it.each(['', '10.0.0.0/33', '::/129', '10.0.0/8', 'fd00::/x', '1.2.3.4/8/9', 'localhost'])(
    'does not read %j',
    (text) => expect(parseNetwork(text)).toBeUndefined(),
  )

  it('agrees with arithmetic on every IPv4 block', () => {
    const word = fc.nat(0xffffffff)
    fc.assert(
      fc.property(word, word, fc.nat(32), (network, address, prefix) => {
        const mask = prefix === 0 ? 0 : (-1 << (32 - prefix)) >>> 0
        const isInside = (network & mask) >>> 0 === (address & mask) >>> 0
        expect(allows([`${dotted(network)}/${prefix}`], dotted(address))).toBe(isInside)
      }),
    )
  })
})

const dotted = (word: number) => [24, 16, 8, 0].map((shift) => (word >>> shift) & 255).join('.')

it('writes a mapped address in its own form', () => {
  expect(plainAddress('::ffff:10.0.0.1')).toBe('10.0.0.1')
  expect(plainAddress('fe80::1%eth0')).toBe('fe80::1')
})
