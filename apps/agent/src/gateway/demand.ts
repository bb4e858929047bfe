/** Who wants one endpoint: clients that wait or are connected, and since when there is none. */
export class Demand {
  readonly #onChange: () => void
  #clients = 0
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

  observe(): { clients: number; idleMs: number } {
    const isIdle = this.#clients === 0
    return { clients: this.#clients, idleMs: isIdle ? Math.round(performance.now() - this.#idleSince) : 0 }
  }
}
