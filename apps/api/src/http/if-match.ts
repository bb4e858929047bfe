import { Problem } from '@holdfast/shared/problems/problem'
import { invalidInput } from './field-errors.ts'

/** The revision that a change is about, or `*` for whatever is there. */
export type IfMatch = number | '*'

/** Reads the header If-Match. Throws `precondition-required` when it is missing, `invalid-input` when it is not an ETag of ours. */
export function readIfMatch(header: string | undefined): IfMatch {
  if (header === undefined) throw new Problem('precondition-required', {})
  const text = header.trim()
  if (text === '*') return '*'
  const revision = Number(/^"(\d{1,15})"$/.exec(text)?.[1])
  if (Number.isNaN(revision))
    throw invalidInput([
      { pointer: '/headers/if-match', code: 'invalid_format', detail: 'must be `*` or one ETag such as "3"' },
    ])
  return revision
}

/** The ETag of what a reply shows: the revision of the database in it. */
export function etagOf(reply: unknown): string | undefined {
  const { revision, database } = (reply ?? {}) as { revision?: unknown; database?: { revision?: unknown } }
  const number = revision ?? database?.revision
  return typeof number === 'number' ? `"${number}"` : undefined
}
