import { isIP } from 'node:net'

/** A block of addresses: the first `prefix` bits of 16 bytes. IPv4 lives at ::ffff:0:0/96, so mapped addresses need no second rule. */
export type Network = { bytes: Uint8Array; prefix: number }

const mapped = 96

/** Reads `10.0.0.0/8`, `fd00::/8` or a single address; undefined when it is none of them. */
export function parseNetwork(text: string): Network | undefined {
  const [, address, suffix] = /^([^/]+?)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? []
  const bytes = address === undefined ? undefined : addressBytes(address)
  if (address === undefined || !bytes) return undefined
  const offset = isIP(address) === 4 ? mapped : 0
  const prefix = suffix === undefined ? 128 : Number(suffix) + offset
  return prefix <= 128 ? { bytes, prefix } : undefined
}

/** Whether `address` lies in one of the networks. `::/0` means every IPv6 address and no IPv4 one. */
export function isAllowed(networks: readonly Network[], address: string): boolean {
  const bytes = addressBytes(address)
  if (!bytes) return false
  const lowest = isMapped(bytes) ? mapped : 0
  return networks.some((network) => network.prefix >= lowest && hasPrefix(bytes, network))
}

/** The address as people write it: an IPv4-mapped one in IPv4's own form, without a zone. */
export function plainAddress(address: string): string {
  const [text = ''] = address.split('%')
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(text)?.[1] ?? text
}

function hasPrefix(bytes: Uint8Array, { bytes: wanted, prefix }: Network): boolean {
  const whole = prefix >> 3
  for (let n = 0; n < whole; n++) if (bytes[n] !== wanted[n]) return false
  const rest = prefix & 7
  return rest === 0 || ((bytes[whole] ?? 0) ^ (wanted[whole] ?? 0)) >> (8 - rest) === 0
}

function addressBytes(address: string): Uint8Array | undefined {
  const [text = ''] = address.split('%')
  const version = isIP(text)
  if (version === 0) return undefined
  return version === 4 ? bytesOf(`::ffff:${text}`) : bytesOf(text)
}

/** 16 bytes of a valid IPv6 address: the double colon filled, a dotted tail as two groups. */
function bytesOf(text: string): Uint8Array {
  const dotted = text.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...parts: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = parts.slice(0, 4).map(Number)
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
  })
  const [head = '', tail] = dotted.split('::')
  const first = groups(head)
  const last = groups(tail ?? '')
  const filled = [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last]
  return Uint8Array.from(filled.flatMap((group) => [group >> 8, group & 255]))
}

const groups = (text: string): number[] =>
  text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16))

const isMapped = (bytes: Uint8Array): boolean =>
  bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255
