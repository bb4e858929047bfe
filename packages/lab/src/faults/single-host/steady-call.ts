import { setTimeout as sleep } from 'node:timers/promises'
import { ApiProblem } from '@holdfast/shared/client/api-problem'
import { type Call, createClient } from '@holdfast/shared/client/client'

export interface SteadyWishes {
  /** Origins of the replicas. */
  readonly urls: readonly string[]
  readonly token: string
  readonly withinMs: number
}

/**
 * A call that does what a patient program does: it asks the next replica, with the same idempotency key, for as long as the answer
 * is none or says `later`. Throws the first problem that says anything else.
 */
export function steadyCall({ urls, token, withinMs }: SteadyWishes): Call {
  const calls = urls.map((url) => createClient({ url, token: () => token, timeoutMs: 10_000 }))
  let turn = 0
  return async (route, input) => {
    const idempotencyKey = input.idempotencyKey ?? crypto.randomUUID()
    const until = Date.now() + withinMs
    for (;;) {
      const call = calls[turn % calls.length]
      if (!call) throw new Error('no replica was named')
      try {
        return await call(route, route.idempotent ? { ...input, idempotencyKey } : input)
      } catch (error) {
        const mayTryAgain =
          error instanceof ApiProblem && error.document.retry === 'later' && error.code !== 'unexpected'
        if (!mayTryAgain || Date.now() > until) throw error
      }
      turn++
      await sleep(200)
    }
  }
}
