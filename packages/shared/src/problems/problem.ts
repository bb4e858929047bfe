import { type ProblemCode, type ProblemFacts, problemCatalogue } from './catalogue.ts'
import type { Retry } from './define-problem.ts'
import type { FieldError } from './problem-document.ts'

/** An error a person can act on. Thrown by domain code; the HTTP status is the api's affair and stands in one table there. */
export class Problem<Code extends ProblemCode = ProblemCode> extends Error {
  readonly code: Code
  readonly facts: ProblemFacts<Code>
  readonly errors: readonly FieldError[] | undefined

  constructor(code: Code, facts: ProblemFacts<Code>, errors?: readonly FieldError[]) {
    const detail = problemCatalogue[code].detail as (facts: ProblemFacts<Code>) => string
    super(detail(facts))
    this.name = 'Problem'
    this.code = code
    this.facts = facts
    this.errors = errors
  }

  get title(): string {
    return problemCatalogue[this.code].title
  }

  get remedy(): string {
    return problemCatalogue[this.code].remedy
  }

  get retry(): Retry {
    return problemCatalogue[this.code].retry
  }
}

/** True for a problem with this code; narrows its facts. */
export const isProblem = <Code extends ProblemCode>(error: unknown, code: Code): error is Problem<Code> =>
  error instanceof Problem && error.code === code
