import { Queue, Worker } from 'bullmq'
import { receiverConnection, senderConnection } from '../platform/redis.ts'

export interface AlarmClock {
  /** Rings at that time, unless Redis is away: then the sweep finds the operation a little later. Never throws, never waits. */
  set(alarm: { operationId: string; revision: number; at: Date; now: Date }): void
  close(): Promise<void>
}

export interface AlarmClockOptions {
  redisUrl: string
  /** Keeps installations that share one Redis apart. */
  name: string
  ring: (operationId: string) => void
  /** Told when Redis is away; nothing is lost by it. */
  onError: (error: unknown) => void
}

const politeMs = 1_000

/** BullMQ as an alarm clock and nothing more: what it forgets is in PostgreSQL. */
export function openAlarmClock({ redisUrl, name, ring, onError }: AlarmClockOptions): AlarmClock {
  let isClosed = false
  const mayRetry = () => !isClosed
  const queue = new Queue(name, {
    connection: senderConnection(redisUrl, mayRetry),
    skipWaitingForReady: true,
    skipVersionCheck: true,
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true, attempts: 1 },
  })
  const worker = new Worker(
    name,
    async (alarm) => {
      ring(String(alarm.name))
    },
    { connection: receiverConnection(redisUrl, mayRetry), concurrency: 32, skipVersionCheck: true },
  )
  queue.on('error', onError)
  worker.on('error', onError)

  return {
    set({ operationId, revision, at, now }) {
      const delay = Math.max(0, at.getTime() - now.getTime())
      queue.add(operationId, {}, { delay, jobId: `${operationId}-${revision}` }).catch(onError)
    },

    async close() {
      isClosed = true
      const forced = true
      // Closing politely asks Redis; while it is away nobody answers, and nothing is lost by not waiting.
      const polite = Promise.allSettled([worker.close(forced), queue.close()])
      await Promise.race([polite, new Promise((resolve) => setTimeout(resolve, politeMs))])
    },
  }
}
