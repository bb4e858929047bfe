import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { checksumOffset, crc32c, giveFreshIdentity } from './fresh-identity.ts'

it('computes CRC-32C as RFC 3720 does', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283)
  expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa)
})

it('gives each copy an identifier of its own, in the control file and in the log, with a valid checksum', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-identity-'))
  try {
    await mkdir(join(folder, 'global'))
    await mkdir(join(folder, 'pg_wal'))
    const template = Buffer.alloc(8192)
    template.fill(7, 0, 288)
    template.writeUInt32LE(crc32c(template.subarray(0, 288)), 288)
    const segment = join(folder, 'pg_wal', '000000010000000000000001')
    const identities = new Set<string>()
    for (let copy = 0; copy < 3; copy++) {
      await writeFile(join(folder, 'global', 'pg_control'), template)
      await writeFile(segment, Buffer.alloc(64))
      await giveFreshIdentity(folder)
      const control = await readFile(join(folder, 'global', 'pg_control'))
      const identity = control.subarray(0, 8)
      expect(checksumOffset(control)).toBe(288)
      expect((await readFile(segment)).subarray(24, 32)).toEqual(identity)
      expect(control.readUInt32LE(4)).toBeCloseTo(Date.now() / 1000, -2)
      identities.add(identity.toString('hex'))
    }
    expect(identities.size).toBe(3)
  } finally {
    await rm(folder, { recursive: true })
  }
})

it('refuses a control file without a valid checksum', () => {
  expect(() => checksumOffset(Buffer.alloc(512, 1))).toThrow(/no valid control file/)
})
