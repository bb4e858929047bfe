import type { FieldError } from '@holdfast/shared/problems/problem-document'
import type { ApiProblem } from '../api/problem.ts'

interface Mapped {
  /** Field name → what is wrong with it, in the order of the problem. */
  readonly fields: readonly (readonly [name: string, detail: string])[]
  /** Wrong fields of the request that the form does not show. */
  readonly others: readonly FieldError[]
}

/** `/settings/work_mem` → `settings.work_mem`, RFC 6901 escapes undone. */
const nameOf = (pointer: string) =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.')

/** Which of a problem's errors belong to which field of the form. */
export function mapProblem(
  problem: ApiProblem,
  names: readonly string[],
  ofCodes: Partial<Record<string, string>> = {},
): Mapped {
  const known = problem.errors.filter(({ pointer }) => names.includes(nameOf(pointer)))
  const others = problem.errors.filter((error) => !known.includes(error))
  const byCode = ofCodes[problem.code]
  const fields = known.map(({ pointer, detail }) => [nameOf(pointer), detail] as const)
  if (fields.length === 0 && byCode) return { fields: [[byCode, problem.document.detail]], others }
  return { fields, others }
}
