import { describe, expect, it } from 'vitest'
import { catalogue } from './catalogue.ts'
import { type EngineSetting, readSetting, readSettings } from './engine-setting.ts'

const frame = { description: '', takesEffect: 'reload' } as const
const timeout: EngineSetting = { ...frame, name: 'limit', kind: 'integer', unit: 'ms', min: 0, max: 1000, default: 0 }
const cost: EngineSetting = { ...frame, name: 'cost', kind: 'number', min: 0.1, max: 10, default: 1 }
const mode: EngineSetting = { ...frame, name: 'mode', kind: 'choice', choices: ['slow', 'fast'], default: 'slow' }
const flag: EngineSetting = { ...frame, name: 'flag', kind: 'boolean', default: false }

describe('readSetting', () => {
  it.each([
    [timeout, '250', '250ms'],
    [timeout, ' 250ms ', '250ms'],
    [cost, '1.5', '1.5'],
    [mode, 'fast', 'fast'],
    [flag, 'TRUE', 'on'],
    [flag, '0', 'off'],
  ])('writes %o given %j as %j', (setting, text, value) => {
    expect(readSetting(setting, text)).toEqual({ value })
  })

  it.each([
    [timeout, '1001', /from 0 to 1000 ms/],
    [timeout, '-1', /from 0 to 1000 ms/],
    [timeout, '1.5', /takes a integer|integer/],
    [timeout, "1'; drop", /integer/],
    [timeout, '', /integer/],
    [timeout, '1e3', /integer/],
    [cost, 'NaN', /number/],
    [mode, 'Fast', /one of slow, fast/],
    [flag, 'perhaps', /on or off/],
  ])('refuses %o given %j', (setting, text, because) => {
    expect(readSetting(setting, text)).toEqual({ because: expect.stringMatching(because) })
  })
})

describe('readSettings', () => {
  it('names every refusal at once', () => {
    expect(readSettings([timeout, mode], { limit: 'x', mode: 'x', other: '1' })).toEqual({
      refused: { limit: expect.any(String), mode: expect.any(String), other: 'other is not a setting of this engine' },
    })
  })

  it('gives the values in the engine’s own writing', () => {
    expect(readSettings([timeout, flag], { limit: '5', flag: 'yes' })).toEqual({
      settings: { limit: '5ms', flag: 'on' },
    })
  })
})

describe.each(catalogue)('the settings of $displayName', (engine) => {
  it('have names of their own and accept their own defaults', () => {
    expect(new Set(engine.settings.map(({ name }) => name)).size).toBe(engine.settings.length)
    for (const setting of engine.settings) expect(readSetting(setting, String(setting.default))).toHaveProperty('value')
  })
})
