import { createHash } from 'node:crypto'
import type { InstancePage } from './instance-page.ts'

/** JSON with sorted keys and without spaces: one text for one meaning. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`
}

/** SHA-256 (hex) of an instance page: agent and instance manager compare it to know whether a page is fully applied. */
export const instancePageHash = (page: InstancePage): string =>
  createHash('sha256').update(canonical(page)).digest('hex')
