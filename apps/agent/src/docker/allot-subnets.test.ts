import { describe, expect, it } from 'vitest'
import { allotSubnets } from './allot-subnets.ts'

const first = (blocks: string[], taken: string[], count = 2) => [...allotSubnets(blocks, taken, count)]

describe('allotSubnets', () => {
  it.each<[string, string[], string[], string[]]>([
    ['begins at the lowest', ['10.0.0.0/24'], [], ['10.0.0.0/29', '10.0.0.8/29']],
    ['steps over what is taken', ['10.0.0.0/24'], ['10.0.0.0/29'], ['10.0.0.8/29', '10.0.0.16/29']],
    ['fills a gap', ['10.0.0.0/24'], ['10.0.0.0/29', '10.0.0.16/29'], ['10.0.0.8/29', '10.0.0.24/29']],
    ['steps over a larger network', ['10.0.0.0/16'], ['10.0.0.0/20'], ['10.0.16.0/29', '10.0.16.8/29']],
    ['leaves out a network that is around the block', ['10.0.0.0/24'], ['10.0.0.0/8'], []],
    ['goes on in the next block', ['10.0.0.0/29', '10.9.0.0/29'], [], ['10.0.0.0/29', '10.9.0.0/29']],
    ['ends when all is taken', ['10.0.0.0/29'], ['10.0.0.4/30'], []],
    ['ignores addresses of another kind', ['10.0.0.0/24'], ['fd00::/64'], ['10.0.0.0/29', '10.0.0.8/29']],
  ])('%s', (_name, blocks, taken, expected) => {
    expect(first(blocks, taken)).toEqual(expected)
  })

  it('finds a place beside thousands', () => {
    const taken = first(['10.0.0.0/16'], [], 8_000)
    expect(first(['10.0.0.0/16'], taken, 1)).toEqual(['10.0.250.0/29'])
  })
})
