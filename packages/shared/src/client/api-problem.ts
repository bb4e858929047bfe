import type { ProblemDocument } from '../problems/problem-document.ts'

/** What a caller of the API sees of a problem; a network fault has the same shape, so callers handle one kind of error. */
export class ApiProblem extends Error {
  readonly document: ProblemDocument

  constructor(document: ProblemDocument) {
    super(`${document.title}: ${document.detail}`)
    this.name = 'ApiProblem'
    this.document = document
  }

  get code(): string {
    return this.document.code
  }
}

/** The problem that stands for an answer which is no problem document, or for no answer at all. */
export const networkProblem = (because: string, status = 0): ApiProblem =>
  new ApiProblem({
    type: '/problems/unavailable',
    title: 'The control plane does not answer',
    status,
    code: 'unavailable',
    detail: because,
    remedy: 'Check the address and that the control plane runs, then try again.',
    retry: 'later',
    facts: {},
  })
