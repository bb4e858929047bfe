import { describe, expect, it } from 'vitest'
import { contains, networkOf } from './contains.ts'

describe('a network', () => {
  it('holds the addresses of its prefix and no others', () => {
    expect(contains('10.1.0.0/16', '10.1.255.7')).toBe(true)
    expect(contains('10.1.0.0/16', '10.2.0.1')).toBe(false)
    expect(contains('0.0.0.0/0', '203.0.113.9')).toBe(true)
    expect(contains('203.0.113.9/32', '203.0.113.8')).toBe(false)
    expect(contains('2001:db8::/32', '2001:db8:ffff::1')).toBe(true)
    expect(contains('2001:db8::/32', '2001:db9::1')).toBe(false)
    expect(contains('::/0', '::1')).toBe(true)
  })

  it('of the one family holds nothing of the other, but knows IPv4 that came through IPv6', () => {
    expect(contains('::/0', '10.0.0.1')).toBe(false)
    expect(contains('10.0.0.0/8', '::ffff:10.0.0.1')).toBe(true)
  })

  it('that cannot be read says so', () => {
    for (const wrong of ['10.0.0.0', '10.0.0/8', '10.0.0.0/33', 'home', '1::2::3/64', '2001:db8::g/64'])
      expect(contains(wrong, '10.0.0.1')).toBeNull()
  })

  it('of one address holds it alone', () => {
    expect(networkOf('10.0.0.1')).toBe('10.0.0.1/32')
    expect(contains(networkOf('2001:db8::1'), '2001:db8::1')).toBe(true)
    expect(contains(networkOf('2001:db8::1'), '2001:db8::2')).toBe(false)
  })
})
