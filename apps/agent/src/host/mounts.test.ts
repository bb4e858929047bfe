import { expect, it } from 'vitest'
import { parseMounts } from './mounts.ts'

it('reads device, target and source, also with spaces in the names', () => {
  const text = [
    '22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw',
    '90 22 7:3 / /home/a\\040b/mounts/vo_1 rw,nosuid - ext4 /dev/loop3 rw',
    '',
  ].join('\n')
  expect(parseMounts(text)).toEqual([
    { device: '254:0', target: '/', source: '/dev/vda' },
    { device: '7:3', target: '/home/a b/mounts/vo_1', source: '/dev/loop3' },
  ])
})
