import { expect, it } from 'vitest'
import { ipv4Ranges } from './ipv4-networks.ts'

it.each([
  ['a block', ['10.0.0.0/8'], ['10.0.0.0-10.255.255.255']],
  ['everybody', ['0.0.0.0/0'], ['0.0.0.0-255.255.255.255']],
  [
    'one address, with bits beyond its prefix',
    ['192.0.2.7', '198.51.100.9/30'],
    ['192.0.2.7-192.0.2.7', '198.51.100.8-198.51.100.11'],
  ],
  ['an IPv4-mapped block', ['::ffff:10.0.0.0/104'], ['10.0.0.0-10.255.255.255']],
  [
    'blocks within each other and side by side, once',
    ['10.1.0.0/16', '10.0.0.0/8', '11.0.0.0/8', '10.1.2.3'],
    ['10.0.0.0-11.255.255.255'],
  ],
  ['nobody of IPv6, and nobody who cannot be read', ['::/0', 'fd00::/8', '10.0.0.256', '10.0.0.0/33', 'x'], []],
])('lets in %s', (_what, networks, ranges) => {
  expect(ipv4Ranges(networks).map(({ first, last }) => `${first}-${last}`)).toEqual(ranges)
})
