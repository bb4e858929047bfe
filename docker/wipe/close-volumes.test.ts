import { describe, expect, it } from 'vitest'
import { loopsBelow, mountsBelow } from './close-volumes.ts'

const mountinfo = [
  '22 1 254:0 / / rw - ext4 /dev/vda rw',
  '90 22 7:0 / /var/lib/holdfast/mounts/vo_1 rw - ext4 /dev/loop0 rw',
  '91 90 7:1 / /var/lib/holdfast/mounts/vo_1/volume rw - ext4 /dev/loop1 rw',
  '92 22 7:2 / /var/lib/holdfast-other/mounts/vo_2 rw - ext4 /dev/loop2 rw',
  '93 22 7:3 / /var/lib/holdfast/mounts/with\\040blank rw - ext4 /dev/loop3 rw',
  '',
].join('\n')

describe('what a wipe closes', () => {
  it('is every mount below the home, the innermost first, and none of a neighbor', () => {
    expect(mountsBelow(mountinfo, '/var/lib/holdfast')).toEqual([
      '/var/lib/holdfast/mounts/with blank',
      '/var/lib/holdfast/mounts/vo_1/volume',
      '/var/lib/holdfast/mounts/vo_1',
    ])
  })

  it('is every loop device whose image lies below the home, also one whose file is gone', () => {
    const devices = [
      { device: 'loop0', backingFile: '/var/lib/holdfast/pool/vo_1.img' },
      { device: 'loop1', backingFile: '/var/lib/holdfast/pool/vo_2.img (deleted)' },
      { device: 'loop2', backingFile: '/var/lib/holdfast-other/pool/vo_3.img' },
    ]
    expect(loopsBelow(devices, '/var/lib/holdfast').map(({ device }) => device)).toEqual(['loop0', 'loop1'])
  })
})
