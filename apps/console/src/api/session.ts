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
/** While the person is asked to sign in again, whoever needs the session waits for this. */
let asking: PromiseWithResolvers<boolean> | undefined
let askers = 0
const listeners = new Set<() => void>()
const otherTabs = new BroadcastChannel('holdfast-session')

/** Renewed a minute before the token ends. */
const marginSeconds = 60
const shortestWaitSeconds = 20

const tell = () => {
  for (const listener of listeners) listener()
}

function become(next: SessionView | null): SessionView | null {
  const asked = asking
  const isSamePerson = next?.person.id === session?.person.id
  asking = undefined
  // What waited belongs to the person who was here; somebody else starts from the sign-in.
  session = asked && !isSamePerson ? null : next
  clearTimeout(timer)
  if (session) {
    const seconds = (Date.parse(session.expiresAt) - Date.now()) / 1000 - marginSeconds
    timer = setTimeout(() => void regainSession().catch(() => undefined), Math.max(seconds, shortestWaitSeconds) * 1000)
  }
  asked?.resolve(session !== null)
  tell()
  return session
}

otherTabs.addEventListener('message', ({ data }) => {
  if (data === 'ended' && session) become(null)
  if (data === 'started' && asking) void renewSession().catch(() => undefined)
})

async function exchangeCookie(): Promise<SessionView | null> {
  const [method = '', url = ''] = paths['people.refresh'].split(' ')
  try {
    return become((await patiently(3, () => send({ method, url }))) as SessionView)
  } catch (problem) {
    const isRefused = problem instanceof ApiProblem && [401, 403].includes(problem.status)
    if (!isRefused) throw problem
    return mayAsk() ? null : become(null)
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

const mayAsk = () => Boolean(session) && askers > 0

/**
 * A session that serves again: by the cookie, or else by the person, who is asked to sign in over the page as it stands.
 * False when that cannot be: they left, or nothing that could ask is shown. Throws when the API cannot be reached.
 */
export async function regainSession(): Promise<boolean> {
  if (asking) return asking.promise
  if (await renewSession()) return true
  if (!mayAsk()) return false
  asking ??= Promise.withResolvers<boolean>()
  tell()
  return asking.promise
}

/** Says that from now on a dialog can ask the person to sign in again. Returns the way to take that back. */
export function offerToAsk(): () => void {
  askers += 1
  return () => {
    askers -= 1
  }
}

export const isAsking = (): boolean => asking !== undefined

/** The session of this tab, asked for once after the page was loaded. */
export const restoreSession = async (): Promise<SessionView | null> =>
  session === undefined ? renewSession() : session

export function startSession(next: SessionView): void {
  become(next)
  otherTabs.postMessage('started')
}

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
