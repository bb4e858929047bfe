import { IncidentId, newId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import type { ProblemDocument } from '@holdfast/shared/problems/problem-document'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Log } from '../platform/log.ts'
import { statusOf } from './problem-status.ts'
import { isDatabaseUnreachable } from './unreachable.ts'

export const bodyLimitBytes = 256 * 1024

const Facts = z.record(z.string(), z.json())

/** A problem as RFC 9457 has it; `instance` names the request, by which the log can be searched. */
export function toDocument(problem: Problem, requestId?: string): ProblemDocument {
  return {
    type: `/problems/${problem.code}`,
    title: problem.title,
    status: statusOf[problem.code],
    code: problem.code,
    detail: problem.message,
    remedy: problem.remedy,
    retry: problem.retry,
    ...(requestId === undefined ? {} : { instance: `urn:holdfast:request:${requestId}` }),
    facts: Facts.parse(problem.facts),
    ...(problem.errors === undefined ? {} : { errors: [...problem.errors] }),
  }
}

export function answerProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  if ('retryAfterSeconds' in problem.facts) reply.header('retry-after', String(problem.facts.retryAfterSeconds))
  else if (problem.code === 'unavailable' || problem.code === 'request-in-progress') reply.header('retry-after', '1')
  if (problem.code === 'not-signed-in') reply.header('www-authenticate', 'Bearer realm="holdfast"')
  return reply
    .code(statusOf[problem.code])
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .send(Buffer.from(JSON.stringify(toDocument(problem, reply.request.id))))
}

/** What the caller is told about any error. What is not a Problem is logged whole and answered with an incident id only. */
export function problemOf(error: unknown, request: FastifyRequest, log: Log): Problem {
  if (error instanceof Problem) return error
  const ofFastify = problemOfFastify(error, request)
  if (ofFastify) return ofFastify
  if (isDatabaseUnreachable(error)) {
    log.warn({ requestId: request.id, err: error }, 'postgresql cannot be reached')
    return new Problem('unavailable', { because: 'the control plane’s own database does not answer' })
  }
  const incidentId = IncidentId.parse(newId('ic'))
  log.error({ incidentId, requestId: request.id, err: error }, 'unexpected error')
  return new Problem('unexpected', { incidentId })
}

function problemOfFastify(error: unknown, request: FastifyRequest): Problem | undefined {
  const { code, statusCode, message } = Object(error) as Record<string, unknown>
  if (typeof code !== 'string' || typeof statusCode !== 'number' || statusCode >= 500) return undefined
  switch (code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new Problem('wrong-content-type', { given: request.headers['content-type']?.slice(0, 100) ?? 'nothing' })
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Problem('body-too-large', { limitBytes: bodyLimitBytes })
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_ASYNC_CONSTRAINT':
      return new Problem('not-found', { subject: request.url.slice(0, 100) })
    default:
      return new Problem('malformed-body', { because: String(message) })
  }
}
