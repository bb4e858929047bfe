import { formatSeconds } from './numbers.ts'
import { once } from './once.ts'
import { text } from './text.ts'

const week = 7 * 86_400_000
const day = once(() => new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' }))
const minute = once(() => new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' }))
const second = once(() => new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' }))
const full = once(() => new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' }))

/** Only the larger unit of a duration: ages need no more. */
const roughly = (ms: number) => formatSeconds(ms).split(' ')[0] ?? ''

/** `12 s ago` up to a week, then the date. */
export function formatAge(at: number, now: number): string {
  const age = now - at
  if (age < 1000) return text.justNow
  return age < week ? text.ago(roughly(age)) : day().format(at)
}

export const formatMinute = (at: number): string => minute().format(at)
export const formatSecond = (at: number): string => second().format(at)

/** Local time with its zone, and the same in UTC: what stands behind every short form. */
export const formatFully = (at: number): string => `${full().format(at)} · ${new Date(at).toISOString()}`
