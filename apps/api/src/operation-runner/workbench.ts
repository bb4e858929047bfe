export interface WorkbenchOptions {
  /** Runs at a time. */
  places: number
  /** Must not throw. */
  work: (operationId: string, isEarly: boolean) => Promise<void>
}

export interface Workbench {
  wake(operationId: string, isEarly: boolean): void
  isClosed(): boolean
  /** Takes nothing new and waits for what runs. */
  close(): Promise<void>
}

/**
 * Runs each operation once at a time. Whoever is woken early while it runs is run once more afterwards: the present run may have
 * read before the change that it is told of.
 */
export function openWorkbench({ places, work }: WorkbenchOptions): Workbench {
  const running = new Map<string, Promise<void>>()
  const waiting = new Map<string, boolean>()
  let isClosed = false

  const fill = () => {
    for (const [operationId, isEarly] of waiting) {
      if (isClosed || running.size >= places) return
      if (running.has(operationId)) continue
      waiting.delete(operationId)
      const run = work(operationId, isEarly).finally(() => {
        running.delete(operationId)
        fill()
      })
      running.set(operationId, run)
    }
  }

  return {
    wake(operationId, isEarly) {
      if (isClosed || (!isEarly && running.has(operationId))) return
      waiting.set(operationId, isEarly || (waiting.get(operationId) ?? false))
      fill()
    },
    isClosed: () => isClosed,
    async close() {
      isClosed = true
      await Promise.all(running.values())
    },
  }
}
