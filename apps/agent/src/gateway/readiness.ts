import { setTimeout as sleep } from 'node:timers/promises'
import type { Limits } from './limits.ts'
import { probeTarget } from './probe-target.ts'
import { type Target, targetKey } from './target.ts'

/**
 * Whether the target of one endpoint is known to take sessions. However many clients wait, one loop looks; it runs only while somebody waits.
 * Doubt begins with a new target, a refused connection, and a connection that the target ended by itself.
 */
export class Readiness {
  readonly #limits: Limits
  readonly #waiting = new Set<() => void>()
  #target: Target | null = null
  #isProven = false
  #because = ''
  #isLooking = false
  #nudge = new AbortController()

  constructor(limits: Limits) {
    this.#limits = limits
  }

  get isProven(): boolean {
    return this.#isProven
  }

  /** Why the last look found nobody; empty before the first. */
  get because(): string {
    return this.#because
  }

  doubt(): void {
    this.#isProven = false
  }

  /** A new page: everybody who waits decides anew, and a new target is looked at without delay. */
  setTarget(target: Target | null): void {
    if (targetKey(target) !== targetKey(this.#target)) {
      this.#isProven = false
      this.#because = ''
    }
    this.#target = target
    this.#nudge.abort()
    this.#nudge = new AbortController()
    this.#release()
  }

  /** Resolves when there is something new to decide on: proof, a new page, the deadline, or the client's end. */
  changed(gone: AbortSignal, withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const release = () => {
        clearTimeout(timer)
        gone.removeEventListener('abort', release)
        this.#waiting.delete(release)
        resolve()
      }
      const timer = setTimeout(release, Math.max(0, withinMs))
      gone.addEventListener('abort', release)
      this.#waiting.add(release)
      void this.#look()
    })
  }

  #release(): void {
    for (const release of [...this.#waiting]) release()
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    while (this.#waiting.size > 0) {
      const target = this.#target
      const because = target ? await probeTarget(target, this.#limits) : ''
      if (targetKey(target) !== targetKey(this.#target)) continue
      this.#because = because ?? ''
      if (target && because === undefined) {
        this.#isProven = true
        this.#release()
        break
      }
      await this.#pause()
    }
    this.#isLooking = false
  }

  async #pause(): Promise<void> {
    const { signal } = this.#nudge
    await sleep(this.#limits.retryMs, undefined, { signal }).catch(() => undefined)
  }
}
