import { expect, it } from 'vitest'
import { readConfig } from './config.ts'

it('keeps page and socket below the home of the installation', () => {
  expect(readConfig({ HOLDFAST_HOME: '/srv/hf', HOLDFAST_LOG_LEVEL: '' })).toEqual({
    directory: '/srv/hf/gateway',
    socket: '/srv/hf/run/gateway/gateway.sock',
    logLevel: 'info',
  })
})

it('names every mistake at once', () => {
  expect(() => readConfig({ HOLDFAST_HOME: 'here', HOLDFAST_LOG_LEVEL: 'loud' })).toThrow(
    /HOLDFAST_HOME[\s\S]*HOLDFAST_LOG_LEVEL/,
  )
})
