import { BlockList, isIP } from 'node:net'

/** What is not the public internet: loopback, private, link-local, shared, documentation, multicast and reserved ranges. */
const closed = {
  ipv4: [
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.0.0.0/24',
    '192.0.2.0/24',
    '192.88.99.0/24',
    '192.168.0.0/16',
    '198.18.0.0/15',
    '198.51.100.0/24',
    '203.0.113.0/24',
    '224.0.0.0/4',
    '240.0.0.0/4',
  ],
  /** Within 2000::/3, the only range that is routed: what carries IPv4 addresses inside, or is for tests and documents. */
  ipv6: ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'],
} as const

const notPublic4 = blockList(closed.ipv4)
const notPublic6 = blockList(closed.ipv6)
const routed6 = blockList(['2000::/3'])

/** Ranges written as CIDR or as single addresses. Throws when one cannot be read. */
export function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [address = '', prefix] = range.split('/')
    const family = familyOf(address)
    const bits = prefix === undefined ? (family === 'ipv4' ? 32 : 128) : Number(prefix)
    list.addSubnet(address, bits, family)
  }
  return list
}

export interface AddressRules {
  /** Ranges that an operator allows all the same. */
  readonly allow: BlockList
  /** The installation's own addresses, public ones too. */
  readonly own: BlockList
}

/** Why nothing may be sent to the address; `public` for one of the internet, `allowed` for one that an operator has named. */
export function judgeAddress(given: string, { allow, own }: AddressRules): 'public' | 'allowed' | { because: string } {
  const address = withoutMapping(given)
  if (isIP(address) === 0) return { because: 'it is not an address' }
  const family = familyOf(address)
  if (allow.check(address, family)) return 'allowed'
  if (own.check(address, family)) return { because: `${address} belongs to this installation` }
  const isPublic =
    family === 'ipv4'
      ? !notPublic4.check(address, family)
      : routed6.check(address, family) && !notPublic6.check(address, family)
  return isPublic ? 'public' : { because: `${address} is not an address of the public internet` }
}

/** `::ffff:10.0.0.1` and `::ffff:a00:1` are 10.0.0.1. */
function withoutMapping(address: string): string {
  if (isIP(address) !== 6) return address
  const { hostname } = new URL(`http://[${address.replace(/%.*$/, '')}]/`)
  const [, high, low] = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(hostname) ?? []
  if (high === undefined || low === undefined) return hostname.slice(1, -1)
  const parts = [high, low].map((it) => Number.parseInt(it, 16))
  return parts.flatMap((it) => [it >> 8, it & 255]).join('.')
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4'
}
