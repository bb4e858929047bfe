import type { Secrets } from '../keys/secrets.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database/database.ts'
import type { Log } from '../platform/log.ts'
import { type Sweep, startSweep } from '../platform/sweep.ts'
import { placeOf } from './mail-door.ts'
import { claimMail, forgetMail, type MailRow, saveSent, saveUnsent } from './mail-store.ts'
import type { Smtp } from './smtp.ts'

export interface MailSweepParts {
  readonly database: Database
  readonly secrets: Secrets
  readonly smtp: Smtp
  readonly clock: Clock
  readonly log: Log
}

const seconds = 1000
const day = 86_400 * seconds
/** Longer than an attempt can take. */
const claimMs = 120 * seconds
/** Waits between attempts; then it is given up. */
const retrySeconds = [10, 60, 300, 1_800, 7_200, 21_600, 43_200]

/** Sends what is due, at least once: a letter that was sent by a replica that died before it could say so is sent again. */
export const startMailSweep = (parts: MailSweepParts): Sweep =>
  startSweep({
    look: () => sweepMail(parts),
    everyMs: 2 * seconds,
    onError: (err) => parts.log.warn({ err }, 'mail waits'),
  })

export async function sweepMail(parts: MailSweepParts): Promise<void> {
  const { database, clock } = parts
  for (;;) {
    const now = clock.now()
    const letter = await claimMail(database.read, { now, until: new Date(now.getTime() + claimMs) })
    if (!letter) break
    await sendOne(parts, letter)
  }
  await forgetMail(database.read, new Date(clock.now().getTime() - 30 * day))
}

async function sendOne({ database, secrets, smtp, clock, log }: MailSweepParts, row: MailRow): Promise<void> {
  const { id, recipient, subject, keyId, sealedText, attempts } = row
  try {
    if (keyId === null || sealedText === null) throw new Error('the letter has no text')
    const text = (await secrets.unseal(placeOf(id), { keyId, sealed: sealedText })).toString('utf8')
    await smtp.send({ id, recipient, subject, text })
  } catch (error) {
    const now = clock.now()
    const wait = isForGood(error) ? undefined : retrySeconds[attempts - 1]
    const retryAt = wait === undefined ? null : new Date(now.getTime() + wait * seconds)
    const because = String(error instanceof Error ? error.message : error).slice(0, 500)
    log.warn({ mailId: id, because, retryAt }, 'a letter could not be sent')
    return saveUnsent(database.read, id, { because, retryAt, now })
  }
  await saveSent(database.read, id, clock.now())
}

/** The mail server has refused this letter and will again (5xx), but for what is wrong with our login, which can be mended. */
const isForGood = (error: unknown): boolean => {
  const { responseCode = 0, code } = error as { responseCode?: number; code?: string }
  return responseCode >= 500 && code !== 'EAUTH'
}
