import type { Probe } from '../../../instance-manager/engine-process.ts'
import { readDataState } from './control-file.ts'
import type { EnginePaths } from './engine-paths.ts'
import { servedCertificate } from './served-certificate.ts'
import { openSession, type Session } from './session.ts'

/** Milliseconds an answer may take before it counts as none. */
const answerLimit = 5_000
/** Every so many looks the entrance is tried as well: an open session says nothing about new ones. */
const looksPerKnock = 8

const countSessions = `SELECT count(*)::int AS connections, current_setting('server_version') AS version
FROM pg_catalog.pg_stat_get_activity(NULL) a JOIN pg_catalog.pg_authid r ON r.oid = a.usesysid
WHERE r.oid <> 10 AND r.rolname <> 'hf_keeper' AND a.backend_type = 'client backend'`

const within = <T>(promise: Promise<T>, milliseconds: number): Promise<T> => {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds / 1000} s`)), milliseconds)
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

/** What a failed look means, by what the data directory says of itself. */
async function explain(paths: EnginePaths, error: unknown): Promise<Probe> {
  const state = await readDataState(paths.data).catch(() => 'unknown' as const)
  const words = error instanceof Error ? error.message : String(error)
  if (state === 'recovering' || (state === 'in-production' && /starting up|recovery/.test(words)))
    return { answer: 'recovering', because: 'the engine reads its log again after an unclean end' }
  if (/starting up|not yet accepting/.test(words)) return { answer: 'starting', because: 'the engine is starting' }
  return { answer: 'silent', because: `the engine does not answer: ${words}` }
}

/** The instance manager's one session: opened once, kept, so that a full house cannot lock it out. */
export function keptSession(paths: EnginePaths, onLost: () => void) {
  let session: Session | null = null
  let opening: Promise<Session> | null = null
  let looks = 1

  const openNew = async (): Promise<Session> => {
    const opened = await openSession(paths, answerLimit)
    session = opened
    opened.once('end', () => {
      if (session !== opened) return
      session = null
      onLost()
    })
    return opened
  }

  /** Two who ask at once share one: a session that nobody remembers would stay for good. */
  const open = async (): Promise<Session> => {
    if (session) return session
    opening ??= openNew().finally(() => {
      opening = null
    })
    return opening
  }

  const close = async () => {
    const closing = session
    session = null
    await closing?.end().catch(() => undefined)
  }

  const look = async (): Promise<Probe> => {
    try {
      const { rows } = await within(
        open().then((there) => there.query(countSessions)),
        answerLimit,
      )
      if (looks++ % looksPerKnock === 0) await servedCertificate(answerLimit)
      return { answer: 'running', connections: rows[0].connections, version: rows[0].version }
    } catch (error) {
      looks = 0
      // A session that did not answer is thrown away without waiting for a farewell.
      void close()
      return explain(paths, error)
    }
  }

  return { open, close, look }
}

export type KeptSession = ReturnType<typeof keptSession>
