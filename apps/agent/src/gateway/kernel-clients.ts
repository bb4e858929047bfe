import type { KernelPort } from '@holdfast/shared/state/gateway-page'

/** Full so short a time ago is full: whoever knocks again and again gives the agent no more work than this. */
const fullMs = 100
/** An agent that is away must not keep anybody waiting. */
const patienceMs = 500

/** The clients of one port whom the kernel leads past this process, as the agent has counted them last. */
export class KernelClients {
  readonly #ask: () => void
  readonly #waiting = new Set<() => void>()
  #counted: KernelPort | undefined
  #at = 0

  /** `ask` lets the agent know that somebody waits for newer figures. */
  constructor(ask: () => void) {
    this.#ask = ask
  }

  /** Undefined: the kernel does not lead this port. */
  tell(counted: KernelPort | undefined): void {
    this.#counted = counted
    this.#at = performance.now()
    for (const release of [...this.#waiting]) release()
  }

  get connections(): number {
    return this.#counted?.connections ?? 0
  }

  get acceptedTotal(): number {
    return this.#counted?.acceptedTotal ?? 0
  }

  /** Waits for figures to judge by, counted after this moment. `others` are connected through this process. */
  async settle({ others, limit, gone }: { others: number; limit: number; gone: AbortSignal }): Promise<void> {
    const isJustFull = performance.now() - this.#at < fullMs && others + this.connections >= limit
    if (!this.#counted || isJustFull || gone.aborted) return
    await new Promise<void>((resolve) => {
      const release = () => {
        clearTimeout(timer)
        gone.removeEventListener('abort', release)
        this.#waiting.delete(release)
        resolve()
      }
      const timer = setTimeout(release, patienceMs)
      gone.addEventListener('abort', release)
      this.#waiting.add(release)
      if (this.#waiting.size === 1) this.#ask()
    })
  }
}
