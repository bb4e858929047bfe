import { randomBytes } from 'node:crypto'
import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'

const table = new Uint32Array(256).map((_, n) => {
  let value = n
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1
  return value >>> 0
})

/** CRC-32C (Castagnoli), the checksum of PostgreSQL's control file. */
export function crc32c(bytes: Uint8Array): number {
  let value = 0xffffffff
  for (const byte of bytes) value = (value >>> 8) ^ (table[(value ^ byte) & 0xff] ?? 0)
  return (value ^ 0xffffffff) >>> 0
}

/** Where the checksum stands: at the end of the structure, whose length differs between major versions. */
export function checksumOffset(control: Buffer): number {
  for (let offset = 64; offset <= 508; offset += 4)
    if (crc32c(control.subarray(0, offset)) === control.readUInt32LE(offset)) return offset
  throw new Error('the template has no valid control file')
}

/** As PostgreSQL makes it: seconds in the upper half; random in the lower, so that two copies in one second differ. */
const newIdentity = (): Buffer => {
  const identity = randomBytes(8)
  identity.writeUInt32LE(Math.floor(Date.now() / 1000), 4)
  return identity
}

/** Offset of the system identifier in the long header of a log segment's first page. */
const identityInSegment = 24

/**
 * Gives a copy of the template its own system identifier, as initdb would have: backups and standbys tell instances
 * apart by it. It stands in the control file (checksummed) and in each log segment's first page header (not checksummed).
 */
export async function giveFreshIdentity(pgdata: string): Promise<void> {
  const identity = newIdentity()
  const control = await open(join(pgdata, 'global', 'pg_control'), 'r+')
  try {
    const { buffer } = await control.read(Buffer.alloc(512), 0, 512, 0)
    const end = checksumOffset(buffer)
    identity.copy(buffer, 0)
    buffer.writeUInt32LE(crc32c(buffer.subarray(0, end)), end)
    await control.write(buffer, 0, end + 4, 0)
  } finally {
    await control.close()
  }
  const folder = join(pgdata, 'pg_wal')
  for (const segment of (await readdir(folder)).filter((name) => /^[0-9A-F]{24}$/.test(name))) {
    const handle = await open(join(folder, segment), 'r+')
    await handle.write(identity, 0, 8, identityInSegment)
    await handle.close()
  }
}
