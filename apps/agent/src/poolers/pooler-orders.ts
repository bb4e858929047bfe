import { setTimeout as sleep } from 'node:timers/promises'
import type { PoolerDescriptor } from '@holdfast/engine'
import { type Log, sentence } from '../log.ts'
import { askPooler } from './ask-pooler.ts'

/** A pooler to give an order to. */
export interface Ordered {
  readonly databaseId: string
  readonly pooler: PoolerDescriptor
}

/** What the agent tells poolers that run. */
export interface PoolerOrders {
  /** Makes it read its files again; one that rests will read them when it wakes. */
  reload(ordered: Ordered): Promise<void>
  /** Ends a pause, whoever began it. */
  resume(ordered: Ordered): Promise<void>
  /**
   * Does the work while clients wait inside the pooler instead of failing, and lets them go on whatever becomes of it: when the work
   * ends, when it fails, and by a timer when it does neither. Without a pooler that answers it just does the work.
   */
  whilePaused<Result>(ordered: Ordered, work: () => Promise<Result>): Promise<Result>
  /** Databases whose pooler is known not to stay paused. A pause outlives the agent that ordered it. */
  sure(): readonly string[]
  /** Poolers that are not among these have ended: nothing is known of their next life. */
  keep(databaseIds: readonly string[]): void
}

interface OrderWishes {
  /** Path, as found from here, of a database's folder with the administration socket. */
  readonly folder: (databaseId: string) => string
  readonly log: Log
  /** Clients never wait longer than this for one piece of work. */
  readonly deadManMs?: number
}

/** Transactions that are open get this long to end before the work begins without them. */
const pauseMs = 2_000
const orderMs = 2_000
/** An order to go on is repeated until it is heard. */
const resumeTries = 10

/** Nobody is at the other end: the pooler rests. */
const isAsleep = (error: unknown): boolean => /ENOENT|ECONNREFUSED/.test(sentence(error))

type Tell = (ordered: Ordered, command: string, limitMs: number) => Promise<void>

async function resumePooler(tell: Tell, ordered: Ordered): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await tell(ordered, 'RESUME', orderMs)
    } catch (error) {
      // What is not paused refuses to be resumed, and what rests wakes without a pause: that is as good.
      if (isAsleep(error) || /not paused/i.test(sentence(error))) return
      if (tries >= resumeTries) throw error
      await sleep(100)
    }
  }
}

/** Whatever the answer, clients may wait now: what was paused by others refuses, and the word of a pause may have been lost. */
async function pausePooler(tell: Tell, ordered: Ordered, log: Log): Promise<void> {
  try {
    await tell(ordered, 'PAUSE', pauseMs)
  } catch (error) {
    const because = sentence(error)
    // Open transactions outlasted the limit: whoever comes new waits all the same.
    if (isAsleep(error) || /not within|already/.test(because)) return
    log.warn('the pooler was not paused', { databaseId: ordered.databaseId, because })
  }
}

export function makePoolerOrders({ folder, log, deadManMs = 11_000 }: OrderWishes): PoolerOrders {
  const known = new Set<string>()
  /** Works under way that keep a pooler paused; the last one that ends lets it go on. */
  const pauses = new Map<string, number>()
  const count = (databaseId: string, change: number): number => {
    const now = (pauses.get(databaseId) ?? 0) + change
    if (now > 0) pauses.set(databaseId, now)
    else pauses.delete(databaseId)
    return now
  }

  const tell: Tell = async ({ databaseId, pooler }, command, limitMs) => {
    const { socket, login, database } = pooler.administration
    await askPooler({ socketPath: `${folder(databaseId)}/${socket}`, login, database, command, limitMs })
  }

  async function resume(ordered: Ordered): Promise<void> {
    await resumePooler(tell, ordered)
    known.add(ordered.databaseId)
  }

  const goOn = (ordered: Ordered): Promise<void> =>
    resume(ordered).catch((error) => {
      const { databaseId } = ordered
      known.delete(databaseId)
      log.error('the pooler was not resumed; it is tried again', { databaseId, because: sentence(error) })
    })

  return {
    async reload(ordered) {
      try {
        await tell(ordered, 'RELOAD', orderMs)
      } catch (error) {
        if (!isAsleep(error)) throw error
      }
    },
    resume,
    async whilePaused(ordered, work) {
      const { databaseId } = ordered
      known.add(databaseId)
      count(databaseId, 1)
      await pausePooler(tell, ordered, log)
      const deadMan = setTimeout(() => void goOn(ordered), deadManMs)
      try {
        return await work()
      } finally {
        clearTimeout(deadMan)
        if (count(databaseId, -1) === 0) await goOn(ordered)
      }
    },
    sure: () => [...known],
    keep(databaseIds) {
      for (const id of known) if (!databaseIds.includes(id) && !pauses.has(id)) known.delete(id)
    },
  }
}
