import { expect, it } from 'vitest'
import { textOfLog } from './container-log.ts'

const piece = (stream: number, text: string) => {
  const header = Buffer.alloc(8)
  header.writeUInt8(stream)
  header.writeUInt32BE(Buffer.byteLength(text), 4)
  return Buffer.concat([header, Buffer.from(text)])
}

it('reads both streams of a log in their order and stops at a torn end', () => {
  expect(textOfLog(Buffer.concat([piece(1, 'out\n'), piece(2, 'err\n'), Buffer.from([1, 0])]))).toBe('out\nerr')
})
