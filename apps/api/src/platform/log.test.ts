import { expect, it } from 'vitest'
import { openLog } from './log.ts'

it('blots out what is named like a secret, at the top and one level down', () => {
  const lines: string[] = []
  const log = openLog('info', 'test', { write: (line) => lines.push(line) })
  log.info({ password: 'hush', session: { accessToken: 'hush', cookie: 'hush' }, name: 'orders' }, 'made')
  log.debug('not said')
  expect(lines).toHaveLength(1)
  expect(lines[0]).not.toContain('hush')
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'info', name: 'orders', password: '[secret]', msg: 'made' })
})
