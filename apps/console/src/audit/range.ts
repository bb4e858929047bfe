import type { AuditSearch } from './search.ts'

const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A moment of an address as ISO 8601: `-7d` is a week before now. Undefined for what is no moment. */
export function momentOf(written: string | undefined, now: number): string | undefined {
  const [, amount, unit = ''] = /^-(\d{1,4})([mhd])$/.exec(written ?? '') ?? []
  const at = amount ? now - Number(amount) * (unitMs[unit] ?? 0) : Date.parse(written ?? '')
  return Number.isNaN(at) ? undefined : new Date(at).toISOString()
}

/** From when to when the API is asked. */
export const momentsOf = ({ from, to }: AuditSearch, now: number): { from?: string; to?: string } => {
  const [first, last] = [momentOf(from, now), momentOf(to, now)]
  return { ...(first && { from: first }), ...(last && { to: last }) }
}

/** What a field for date and time holds, in the browser's zone: `2026-11-21T14:02`. */
export function localOf(moment: string | undefined): string {
  if (!moment || Number.isNaN(Date.parse(moment))) return ''
  const at = new Date(moment)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

/** The moment that such a field means, as it stands in the address. */
export const writtenOf = (local: string): string | undefined =>
  local === '' || Number.isNaN(Date.parse(local)) ? undefined : new Date(local).toISOString()
