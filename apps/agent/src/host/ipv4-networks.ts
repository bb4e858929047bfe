/** A run of IPv4 addresses, both ends included. */
export interface Ipv4Range {
  readonly first: string
  readonly last: string
}

/**
 * The IPv4 addresses that networks as people write them let in, as runs that do not overlap: nftables refuses elements that do.
 * IPv6 networks and what cannot be read let no IPv4 address in.
 */
export function ipv4Ranges(networks: readonly string[]): Ipv4Range[] {
  const blocks = networks.flatMap((text) => readBlock(text) ?? []).sort((one, other) => one.first - other.first)
  const joined: Block[] = []
  for (const block of blocks) {
    const before = joined.at(-1)
    if (before && block.first <= before.last + 1) before.last = Math.max(before.last, block.last)
    else joined.push({ ...block })
  }
  return joined.map(({ first, last }) => ({ first: write(first), last: write(last) }))
}

type Block = { first: number; last: number }

const written = /^(?:::ffff:)?(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,3}))?$/i

function readBlock(text: string): Block | undefined {
  const trimmed = text.trim()
  const [, ...parts] = written.exec(trimmed) ?? []
  if (parts.length === 0) return undefined
  const bytes = parts.slice(0, 4).map(Number)
  if (bytes.some((byte) => byte > 255)) return undefined
  const isMapped = trimmed.includes(':')
  const prefix = parts[4] === undefined ? 32 : Number(parts[4]) - (isMapped ? 96 : 0)
  if (prefix < 0 || prefix > 32) return undefined
  const address = bytes.reduce((sum, byte) => sum * 256 + byte, 0)
  const size = 2 ** (32 - prefix)
  const first = Math.floor(address / size) * size
  return { first, last: first + size - 1 }
}

const write = (address: number): string => [24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256).join('.')
