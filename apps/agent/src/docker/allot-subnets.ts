const blockOf29 = 8

/** First and last address of an IPv4 block as numbers; undefined for anything else. */
function readBlock(cidr: string): { first: number; last: number } | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(cidr)
  if (!match) return undefined
  const [a = 0, b = 0, c = 0, d = 0, length = 32] = match.slice(1).map(Number)
  const size = 2 ** (32 - length)
  const address = ((a * 256 + b) * 256 + c) * 256 + d
  const first = address - (address % size)
  return { first, last: first + size - 1 }
}

const writeAddress = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.')

/** The next free /29s of the blocks, at most `count`, lowest first; `taken` are the subnets that exist. */
export function* allotSubnets(blocks: readonly string[], taken: readonly string[], count: number): Generator<string> {
  const occupied = taken.flatMap((cidr) => readBlock(cidr) ?? []).sort((a, b) => a.first - b.first)
  let left = count
  for (const block of blocks.flatMap((cidr) => readBlock(cidr) ?? [])) {
    let address = block.first
    while (left > 0 && address + blockOf29 - 1 <= block.last) {
      const end = address + blockOf29 - 1
      const inWay = occupied.find((it) => it.first <= end && it.last >= address)
      if (inWay) {
        address = (Math.floor(inWay.last / blockOf29) + 1) * blockOf29
        continue
      }
      yield `${writeAddress(address)}/29`
      left--
      address += blockOf29
    }
  }
}
