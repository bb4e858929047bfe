import { describe, expect, it } from 'vitest'
import { blockList, judgeAddress } from './public-address.ts'

const nothing = { allow: blockList([]), own: blockList([]) }

describe('an address that the api may be asked to call', () => {
  it.each(['1.1.1.1', '93.184.216.34', '2606:4700::1111', '::ffff:1.1.1.1'])('%s is public', (address) =>
    expect(judgeAddress(address, nothing)).toBe('public'),
  )

  it.each([
    '127.0.0.1',
    '127.9.9.9',
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:a00:1',
    '::127.0.0.1',
    '64:ff9b::a00:1',
    '2002:7f00:1::',
    '2001:0:7f00:1::',
    'fe80::1',
    'fe80::1%eth0',
    'fd00::1',
    'ff02::1',
  ])('%s is refused', (address) =>
    expect(judgeAddress(address, nothing)).toEqual({
      because: expect.stringContaining('not an address of the public'),
    }),
  )

  it('is allowed where an operator names its range, and only there', () => {
    const rules = { ...nothing, allow: blockList(['10.1.0.0/16', '::1']) }
    expect(judgeAddress('10.1.2.3', rules)).toBe('allowed')
    expect(judgeAddress('::ffff:10.1.2.3', rules)).toBe('allowed')
    expect(judgeAddress('::1', rules)).toBe('allowed')
    expect(judgeAddress('10.2.0.1', rules)).toHaveProperty('because')
  })

  it('is refused when it is the installation, however public', () => {
    const rules = { ...nothing, own: blockList(['93.184.216.34']) }
    expect(judgeAddress('93.184.216.34', rules)).toEqual({ because: '93.184.216.34 belongs to this installation' })
  })

  it('must be an address', () =>
    expect(judgeAddress('localhost', nothing)).toEqual({ because: 'it is not an address' }))
})
