import type { FieldError, ProblemDocument } from '@holdfast/shared/problems/problem-document'

/** A problem as the API told it, or a fault of the network in the same form (code `unreachable`). */
export class ApiProblem extends Error {
  readonly document: ProblemDocument
  /** Seconds from `Retry-After`, when the API named them. */
  readonly retryAfter: number | null
  /** Trying before this is of no use; milliseconds since 1970. */
  readonly notBefore: number

  constructor(document: ProblemDocument, retryAfter: number | null = null) {
    super(document.detail)
    this.name = 'ApiProblem'
    this.document = document
    this.retryAfter = retryAfter
    this.notBefore = Date.now() + (retryAfter ?? 0) * 1000
  }

  get code(): string {
    return this.document.code
  }

  get status(): number {
    return this.document.status
  }

  get errors(): readonly FieldError[] {
    return this.document.errors ?? []
  }

  /** To give to an operator; only unexpected problems have one. */
  get incidentId(): string | null {
    const { incidentId } = this.document.facts
    return typeof incidentId === 'string' ? incidentId : null
  }
}

const isDocument = (value: unknown): value is ProblemDocument =>
  typeof value === 'object' && value !== null && 'code' in value && 'title' in value && 'detail' in value

/** A problem of our own making, for answers that are no problem documents. */
function plainProblem(status: number, words: Pick<ProblemDocument, 'code' | 'title' | 'detail'>): ProblemDocument {
  return { type: 'about:blank', status, ...words, remedy: 'Try again in a moment.', retry: 'later', facts: {} }
}

/** Reads the problem out of an answer that is not 2xx. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => null)
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  const retryAfter = Number.isFinite(seconds) ? seconds : null
  if (isDocument(body)) return new ApiProblem({ ...body, facts: body.facts ?? {} }, retryAfter)
  const title = 'The control plane gave an answer that the console cannot read'
  const detail = `It answered with status ${response.status} and no problem document.`
  return new ApiProblem(plainProblem(response.status, { code: 'unreadable', title, detail }), retryAfter)
}

/** The request never got an answer. */
export const unreachable = () =>
  new ApiProblem(
    plainProblem(0, {
      code: 'unreachable',
      title: 'The control plane cannot be reached',
      detail: 'No answer came. Your databases go on serving; only this console waits.',
    }),
  )

/** Whatever was thrown, as a problem that can be shown. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error
  const title = 'The console met an error of its own'
  const detail = error instanceof Error ? error.message : String(error)
  return new ApiProblem(plainProblem(0, { code: 'console-fault', title, detail }))
}
