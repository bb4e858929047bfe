import { describe, expect, it } from 'vitest'
import { missingPackages, platformNeeds, testNeeds } from './system-packages.ts'

describe('packages of the machine', () => {
  it('asks for nothing when every program is there', () => {
    expect(missingPackages(testNeeds, () => true, false)).toEqual([])
  })

  it('asks for Docker and debootstrap on a bare machine', () => {
    expect(missingPackages(platformNeeds, () => false, false)).toEqual(
      expect.arrayContaining(['docker.io', 'debootstrap']),
    )
  })

  it('does not install a second engine beside one that answers', () => {
    expect(missingPackages(platformNeeds, () => false, true)).not.toContain('docker.io')
  })
})
