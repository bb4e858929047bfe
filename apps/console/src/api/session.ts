import type { PersonView, SessionView } from '@holdfast/shared/contract/person-routes'
import { paths } from './paths.ts'
import { patiently } from './patiently.ts'
import { ApiProblem } from './problem.ts'
import { send } from './send.ts'

/**
 * Who is signed in, in this tab. The access token lives in this module's memory and nowhere else; the refresh token is
 * an HttpOnly cookie that no script can read. `null` is signed out, `undefined` is not known yet.
 */
let session: SessionView | null | undefined
let renewal: Promise<SessionView | null> | undefined
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()
const otherTabs = new BroadcastChannel('holdfast-session')

/** Renewed a minute before the token ends. */
const marginSeconds = 60
const shortestWaitSeconds = 20

function become(next: SessionView | null): SessionView | null {
  session = next
  clearTimeout(timer)
  if (next) {
    const seconds = (Date.parse(next.expiresAt) - Date.now()) / 1000 - marginSeconds
    timer = setTimeout(() => void renewSession().catch(() => undefined), Math.max(seconds, shortestWaitSeconds) * 1000)
  }
  for (const listener of listeners) listener()
  return next
}

otherTabs.addEventListener('message', ({ data }) => {
  if (data === 'ended' && session) become(null)
})

async function exchangeCookie(): Promise<SessionView | null> {
  const [method = '', url = ''] = paths['people.refresh'].split(' ')
  try {
    return become((await patiently(3, () => send({ method, url }))) as SessionView)
  } catch (problem) {
    const isRefused = problem instanceof ApiProblem && [401, 403].includes(problem.status)
    if (isRefused) return become(null)
    throw problem
  }
}

/** One exchange at a time in this browser, so that tabs do not present the same cookie together. */
const inTurn = <T>(work: () => Promise<T>): Promise<T> =>
  navigator.locks ? navigator.locks.request('holdfast-session', work) : work()

/** A fresh access token by the cookie; null when the person has to sign in. Throws when the API cannot be reached. */
export function renewSession(): Promise<SessionView | null> {
  renewal ??= inTurn(exchangeCookie).finally(() => {
    renewal = undefined
  })
  return renewal
}

/** The session of this tab, asked for once after the page was loaded. */
export const restoreSession = async (): Promise<SessionView | null> =>
  session === undefined ? renewSession() : session

export const startSession = (next: SessionView): void => void become(next)

export function endSession(): void {
  if (session) otherTabs.postMessage('ended')
  become(null)
}

export const accessToken = (): string | null => session?.accessToken ?? null
export const signedInPerson = (): PersonView | null => session?.person ?? null

export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
