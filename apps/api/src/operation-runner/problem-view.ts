import type { OperationView } from '@holdfast/shared/contract/operation-routes'
import type { Problem } from '@holdfast/shared/problems/problem'

type ProblemView = NonNullable<OperationView['problem']>

/** A problem as it is kept with an operation and shown: without a status, which only answers have. */
export function problemView(problem: Problem): ProblemView {
  const { code, title, message: detail, remedy, retry, facts, errors } = problem
  return {
    type: `/problems/${code}`,
    title,
    code,
    detail,
    remedy,
    retry,
    facts: facts as ProblemView['facts'],
    ...(errors ? { errors: [...errors] } : {}),
  }
}
