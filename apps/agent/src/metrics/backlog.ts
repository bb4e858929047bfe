/** Figures of one moment, compressed, on their way to the metrics store. */
export interface Block {
  readonly atMs: number
  readonly figures: number
  readonly bytes: Uint8Array
}

/** Blocks that were not delivered yet, oldest first; bounded in age and size. */
export interface Backlog {
  push(block: Block): void
  oldest(): Block | undefined
  /** This one needs no more delivering. */
  remove(block: Block): void
  /** Figures that became too old, or too many. */
  dropped(): number
  drop(block: Block): void
}

export interface BacklogBounds {
  readonly oldestMs: number
  readonly mostBytes: number
}

export function makeBacklog({ oldestMs, mostBytes }: BacklogBounds): Backlog {
  const blocks: Block[] = []
  let bytes = 0
  let dropped = 0

  const remove = (block: Block): void => {
    const at = blocks.indexOf(block)
    if (at < 0) return
    blocks.splice(at, 1)
    bytes -= block.bytes.length
  }
  const drop = (block: Block): void => {
    remove(block)
    dropped += block.figures
  }

  return {
    push(block) {
      blocks.push(block)
      bytes += block.bytes.length
      for (let first = blocks[0]; first; first = blocks[0]) {
        if (block.atMs - first.atMs <= oldestMs && bytes <= mostBytes) break
        drop(first)
      }
    },
    oldest: () => blocks[0],
    remove,
    drop,
    dropped: () => dropped,
  }
}
