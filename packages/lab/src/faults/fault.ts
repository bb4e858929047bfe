/** One thing that goes wrong until it is put right again. */
export interface Fault {
  /** In words, for a test's log: `traffic from host-1 to host-2 is dropped`. */
  readonly what: string
  /** Puts it right; a second time does nothing. */
  undo(): Promise<void>
}

/** A fault that is undone once, however often that is asked for. */
export const faultOf = (what: string, undo: () => Promise<unknown>): Fault => {
  let undone: Promise<unknown> | undefined
  return {
    what,
    async undo() {
      undone ??= undo()
      await undone
    },
  }
}
