import type { KernelPort } from '@holdfast/shared/state/gateway-page'

/** Who wants one endpoint: clients that wait or are connected, through this process or the kernel, and since when there is none. */
export class Demand {
  readonly #onChange: () => void
  #clients = 0
  #inKernel = 0
  #kernelTotal: number | undefined
  #idleSince = performance.now()

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  came(): void {
    if (this.#clients++ === 0) this.#onChange()
  }

  left(): void {
    if (--this.#clients > 0) return
    this.#idleSince = performance.now()
    this.#onChange()
  }

  /** Somebody may have come and left between two counts: the total tells. */
  tellKernel(counted: KernelPort | undefined): void {
    const total = counted?.acceptedTotal
    const wasUsed = this.#inKernel > 0 || (total !== undefined && this.#kernelTotal !== total)
    if (wasUsed) this.#idleSince = performance.now()
    this.#inKernel = counted?.connections ?? 0
    this.#kernelTotal = total
  }

  observe(): { clients: number; idleMs: number } {
    const clients = this.#clients + this.#inKernel
    return { clients, idleMs: clients === 0 ? Math.round(performance.now() - this.#idleSince) : 0 }
  }
}
