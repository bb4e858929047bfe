import { expect, it } from 'vitest'
import { withSystemFolders } from './config.ts'

it('finds the system’s own programs where an ordinary PATH was kept', () => {
  const folders = withSystemFolders('/home/me/bin:/usr/bin').split(':')
  expect(folders.slice(0, 2)).toEqual(['/home/me/bin', '/usr/bin'])
  expect(folders).toEqual(expect.arrayContaining(['/usr/sbin', '/sbin']))
})
