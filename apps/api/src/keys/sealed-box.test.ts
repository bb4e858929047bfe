import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openBox, sealBox } from './sealed-box.ts'

const key = randomBytes(32)
const value = Buffer.from('correct horse')
const about = ['or_1', 'db_1', 'credentials', 'se_1/1']

describe('sealed box', () => {
  it('opens with the key and the words it was sealed with', () => {
    expect(openBox(key, sealBox(key, value, about), about)).toEqual(value)
  })

  it('never seals the same value alike', () => {
    expect(sealBox(key, value, about)).not.toEqual(sealBox(key, value, about))
  })

  it('refuses a box of which any single byte was changed', () => {
    const box = sealBox(key, value, about)
    for (let at = 0; at < box.length; at++) {
      const changed = Buffer.from(box)
      changed.writeUInt8(box.readUInt8(at) ^ 1, at)
      expect(() => openBox(key, changed, about)).toThrow(/was changed/)
    }
  })

  it('refuses a box that was cut short', () => {
    const box = sealBox(key, value, about)
    expect(() => openBox(key, box.subarray(0, 20), about)).toThrow(/cut short/)
    expect(() => openBox(key, box.subarray(0, -1), about)).toThrow(/was changed/)
  })

  it('refuses to open for another place, however the words are joined', () => {
    const box = sealBox(key, value, about)
    expect(() => openBox(key, box, ['or_1', 'db_2', 'credentials', 'se_1/1'])).toThrow(/another place/)
    expect(() => openBox(key, box, ['or_1,db_1', 'credentials', 'se_1/1'])).toThrow(/another place/)
    expect(() => openBox(key, box, ['or_1', null, 'credentials', 'se_1/1'])).toThrow(/another place/)
  })

  it('refuses another key', () => {
    expect(() => openBox(randomBytes(32), sealBox(key, value, about), about)).toThrow(/another place or key/)
  })
})
