import type { Clock } from '../platform/clock.ts'
import type { Database, Tx } from '../platform/database/database.ts'
import { forgetAnswers, forgetRefreshTokens, forgetSessions } from './outdated-store.ts'

interface Parts {
  readonly database: Pick<Database, 'read'>
  readonly clock: Clock
}

/** Rows a statement; the rest waits for the next statement, so that no lock is held for long. */
const batch = 500
/** Statements a look and kind; the rest waits for the next look, so that nothing that is due waits behind a great cleaning. */
const batchesAtMost = 20
const day = 24 * 3600 * 1000

/**
 * Forgets what has had its time: answers by idempotency key a day after they were given, sessions a day after their end with all
 * their refresh tokens. The replaced tokens of a living session stay: by them a stolen copy is found out however late it is used.
 * Several replicas may do it at once.
 */
export async function forgetOutdated({ database: { read }, clock }: Parts): Promise<void> {
  const before = new Date(clock.now().getTime() - day)
  for (const forget of [forgetAnswers, forgetRefreshTokens, forgetSessions]) await untilNoneIsLeft(read, forget, before)
}

type Forget = (tx: Tx, what: { before: Date; limit: number }) => Promise<number>

async function untilNoneIsLeft(tx: Tx, forget: Forget, before: Date): Promise<void> {
  for (let batches = 0; batches < batchesAtMost; batches++)
    if ((await forget(tx, { before, limit: batch })) < batch) return
}
