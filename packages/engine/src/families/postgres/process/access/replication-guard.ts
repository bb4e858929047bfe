import { setTimeout as sleep } from 'node:timers/promises'
import type { Session } from '../session.ts'
import { droppedSlots, lookAtReplication, type ReplicationMemory } from './look-at-replication.ts'
import type { Refusal } from './wishes.ts'

/** Milliseconds between two looks while somebody may replicate. */
const lookEvery = 250
/** After a line of the log that tells of such a command: for so long, and so often. */
const alertFor = 200
const lookOnAlert = 5

/** What the engine logs before it obeys. */
const replicationCommand = /received replication command: \s*(BASE_BACKUP|START_REPLICATION|CREATE_REPLICATION_SLOT)/i

export interface ReplicationGuard {
  /** Looks now, by the given session, and goes on by its own for as long as somebody may replicate. */
  readonly begin: (session: Session) => Promise<void>
  readonly end: () => Promise<void>
  /** Reads what the engine says. */
  readonly hear: (output: Buffer) => void
  readonly refused: () => readonly Refusal[]
}

interface Rounds {
  readonly stop: AbortSignal
  readonly memory: ReplicationMemory
  readonly openSession: () => Promise<Session>
  /** Milliseconds until the next look, or less. */
  readonly pause: (stop: AbortSignal) => Promise<void>
}

async function goRounds({ stop, memory, openSession, pause }: Rounds): Promise<void> {
  let session: Session | null = null
  for (await pause(stop); !stop.aborted; await pause(stop)) {
    try {
      session ??= await openSession()
      if (!(await lookAtReplication(session, memory))) break
    } catch (error) {
      memory.say(`who replicates cannot be seen: ${error instanceof Error ? error.message : error}`)
      void session?.end().catch(() => undefined)
      session = null
    }
  }
  await session?.end().catch(() => undefined)
}

/**
 * A role that may stream changes may also copy the whole instance and pass for a member of the database; PostgreSQL has no
 * rule against it. So what it does is looked at, and ended: at once when the engine logs such a command, which it does before
 * it obeys, and four times a second for whatever is not logged.
 */
export function replicationGuard(openSession: () => Promise<Session>, say: (line: string) => void): ReplicationGuard {
  const memory: ReplicationMemory = { known: [], told: [], say }
  let watching: { readonly stop: AbortController; readonly done: Promise<void> } | null = null
  let soon = new AbortController()
  let alertUntil = 0

  const pause = async (stop: AbortSignal): Promise<void> => {
    const milliseconds = Date.now() < alertUntil ? lookOnAlert : lookEvery
    await sleep(milliseconds, undefined, { signal: AbortSignal.any([stop, soon.signal]) }).catch(() => undefined)
    if (soon.signal.aborted) soon = new AbortController()
  }

  return {
    begin: async (session) => {
      if (watching) return soon.abort()
      if (!(await lookAtReplication(session, memory)) || watching) return
      const stop = new AbortController()
      const done = goRounds({ stop: stop.signal, memory, openSession, pause }).then(() => {
        if (watching?.stop === stop) watching = null
      })
      watching = { stop, done }
    },
    end: async () => {
      const ending = watching
      watching = null
      ending?.stop.abort()
      await ending?.done
    },
    hear: (output) => {
      if (!watching || !replicationCommand.test(output.toString('latin1'))) return
      alertUntil = Date.now() + alertFor
      soon.abort()
    },
    refused: () => droppedSlots(memory),
  }
}
