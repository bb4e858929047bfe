import { formatSeconds } from './numbers.ts'
import { once } from './once.ts'
import { text } from './text.ts'

const week = 7 * 86_400_000
const day = once(() => new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' }))
const minute = once(() => new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' }))
const second = once(() => new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' }))
const precise = once(() => new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' }))
const clock = once(() => new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' }))
const monthDay = once(() => new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' }))
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

/** Date and time to the second. */
export const formatToTheSecond = (at: number): string => precise().format(at)

const twoDays = 2 * 86_400_000
/** A moment on the axis of a chart that spans so many milliseconds: as fine as the chart can show. */
export function formatAxisMoment(at: number, span: number): string {
  if (span > twoDays) return monthDay().format(at)
  return (span < 600_000 ? second() : clock()).format(at)
}

/** Local time with its zone, and the same in UTC: what stands behind every short form. */
export const formatFully = (at: number): string => `${full().format(at)} · ${new Date(at).toISOString()}`
