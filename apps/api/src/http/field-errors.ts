import { Problem } from '@holdfast/shared/problems/problem'
import type { FieldError } from '@holdfast/shared/problems/problem-document'
import type { z } from 'zod'

/** RFC 6901: `~` and `/` inside a name are written `~0` and `~1`. */
export const toPointer = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/** One error a field; a union's branches are joined, since the reader needs one sentence. */
export function fieldErrorsOf(issues: readonly z.core.$ZodIssue[], under: readonly string[] = []): FieldError[] {
  return issues.flatMap((issue): FieldError[] => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({
        pointer: toPointer([...under, ...issue.path, key]),
        code: issue.code,
        detail: 'is not a field of this request',
      }))
    return [{ pointer: toPointer([...under, ...issue.path]), code: issue.code, detail: issue.message }]
  })
}

/** Parses what came with a request. Throws `invalid-input` naming every wrong field at once. */
export function parseInput<S extends z.ZodType>(schema: S, given: unknown, under: readonly string[] = []): z.output<S> {
  const unstorable = findUnstorable(given, under)
  if (unstorable.length > 0) throw invalidInput(unstorable)
  const parsed = schema.safeParse(given)
  if (!parsed.success) throw invalidInput(fieldErrorsOf(parsed.error.issues, under))
  return parsed.data
}

export const invalidInput = (errors: FieldError[]): Problem =>
  new Problem('invalid-input', { fields: [...new Set(errors.map(({ pointer }) => pointer || '/'))] }, errors)

/** Texts that PostgreSQL cannot keep: with a zero character, or with half of a surrogate pair. */
export function findUnstorable(value: unknown, path: readonly PropertyKey[]): FieldError[] {
  if (typeof value === 'string') return isStorable(value) ? [] : [unstorable(path)]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    isStorable(key) ? findUnstorable(inner, [...path, key]) : [unstorable(path)],
  )
}

const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed()

const unstorable = (path: readonly PropertyKey[]): FieldError => ({
  pointer: toPointer(path),
  code: 'invalid_characters',
  detail: 'holds a zero character or half a character',
})
