import type { ObservedEndpoint } from '@holdfast/shared/state/observed'
import type { Log } from '../log.ts'
import type { Refusal } from './refusal.ts'

const loggedPerSecond = 20

/** Every refusal counts and the newest is kept in words; the log takes so many a second, since a stranger decides how many there are. */
export class RefusalRecord {
  readonly #log: Log
  readonly #facts: Readonly<Record<string, unknown>>
  #total = 0
  #last: ObservedEndpoint['lastRefusal'] = null
  #second = 0
  #logged = 0
  #unlogged = 0

  constructor(log: Log, facts: Readonly<Record<string, unknown>>) {
    this.#log = log
    this.#facts = facts
  }

  get total(): number {
    return this.#total
  }

  get last(): ObservedEndpoint['lastRefusal'] {
    return this.#last
  }

  add({ sqlstate, because }: Refusal, clientAddress: string): void {
    this.#total++
    this.#last = { at: new Date().toISOString(), because, clientAddress }
    const second = Math.floor(performance.now() / 1_000)
    if (second !== this.#second) this.#logged = 0
    this.#second = second
    if (this.#logged >= loggedPerSecond) {
      this.#unlogged++
      return
    }
    const unlogged = this.#unlogged > 0 ? { unlogged: this.#unlogged } : {}
    this.#log.info('connection refused', { ...this.#facts, clientAddress, sqlstate, because, ...unlogged })
    this.#logged++
    this.#unlogged = 0
  }
}
