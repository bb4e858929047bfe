interface Bits {
  readonly width: 32 | 128
  readonly value: bigint
}

function bitsOfV4(text: string): Bits | null {
  const bytes = text.split('.').map(Number)
  const isWhole = bytes.length === 4 && bytes.every((byte) => Number.isInteger(byte) && byte >= 0 && byte <= 255)
  return isWhole ? { width: 32, value: bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n) } : null
}

function bitsOfV6(text: string): Bits | null {
  const halves = text.split('::')
  if (halves.length > 2) return null
  const [start = [], end = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const missing = 8 - start.length - end.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null
  const groups = [...start, ...Array.from({ length: missing }, () => '0'), ...end]
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null
  return { width: 128, value: groups.reduce((sum, group) => sum * 65_536n + BigInt(Number.parseInt(group, 16)), 0n) }
}

/** An IPv4 client that came through an IPv6 socket is an IPv4 client. */
const bitsOf = (address: string): Bits | null => {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  return plain.includes(':') ? bitsOfV6(plain) : bitsOfV4(plain)
}

/** Whether a network in CIDR notation holds the address; null where one of them cannot be read. */
export function contains(network: string, address: string): boolean | null {
  const [place = '', length = ''] = network.split('/')
  const base = bitsOf(place)
  const wanted = bitsOf(address)
  const prefix = Number(length)
  if (!base || !wanted || !/^\d{1,3}$/.test(length) || prefix > base.width) return null
  if (base.width !== wanted.width) return false
  const shift = BigInt(base.width - prefix)
  return base.value >> shift === wanted.value >> shift
}

/** The network of this one address. */
export const networkOf = (address: string): string => `${address}/${address.includes(':') ? 128 : 32}`
