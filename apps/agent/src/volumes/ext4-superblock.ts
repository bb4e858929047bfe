import { open } from 'node:fs/promises'

/** What the table of groups needs of the superblock: `Documentation/filesystems/ext4/super.rst`. */
export interface GroupTable {
  readonly blocks: number
  readonly blockBytes: number
  readonly blocksPerGroup: number
  readonly descriptorBytes: number
  /** Blocks kept free behind the table, for it to grow into. */
  readonly reserved: number
}

export function readGroupTable(superblock: Buffer): GroupTable {
  if (superblock.readUInt16LE(0x38) !== 0xef53) throw new Error('the image holds no ext4 file system')
  const is64bit = (superblock.readUInt32LE(0x60) & 0x80) !== 0
  return {
    blocks: superblock.readUInt32LE(0x4) + (is64bit ? superblock.readUInt32LE(0x150) * 2 ** 32 : 0),
    blockBytes: 1024 << superblock.readUInt32LE(0x18),
    blocksPerGroup: superblock.readUInt32LE(0x20),
    descriptorBytes: is64bit ? superblock.readUInt16LE(0xfe) : 32,
    reserved: superblock.readUInt16LE(0xce),
  }
}

/** The largest size at which the table of groups still fits in front of the data. Pure; growing does not change it. */
export function reachOf({ blocks, blockBytes, blocksPerGroup, descriptorBytes, reserved }: GroupTable): number {
  const tableBlocks = Math.ceil((Math.ceil(blocks / blocksPerGroup) * descriptorBytes) / blockBytes)
  const groups = Math.floor(((tableBlocks + reserved) * blockBytes) / descriptorBytes)
  return groups * blocksPerGroup * blockBytes
}

/** Growing further would move data: what is done with the metadata alone then does not hold. */
export async function readReach(image: string): Promise<number> {
  const file = await open(image, 'r')
  const superblock = Buffer.alloc(1024)
  await file.read(superblock, 0, superblock.length, 1024).finally(() => file.close())
  return reachOf(readGroupTable(superblock))
}
