import { z } from 'zod'
import { DatabaseId, OperationId } from '../ids.ts'
import { ProblemDocument } from '../problems/problem-document.ts'
import { defineRoute } from './define-route.ts'
import { ListQuery, listOf } from './list.ts'

export const OperationState = z.enum(['running', 'succeeded', 'failed', 'cancelled'])

export const OperationEventView = z.object({
  at: z.iso.datetime(),
  step: z.string(),
  /** `went`: moved on to `next`; `waited`: stays, `because` says of what; `stopped`: ended. */
  move: z.enum(['started', 'went', 'waited', 'stopped', 'cancel-requested', 'overdue', 'failed-and-retried']),
  next: z.string().nullable(),
  because: z.string().nullable(),
})

export const OperationView = z.object({
  id: OperationId,
  kind: z.string(),
  subject: z.string().nullable(),
  databaseId: DatabaseId.nullable(),
  state: OperationState,
  step: z.string(),
  /** Steps in reading order, for "step n of m". */
  steps: z.array(z.string()),
  because: z.string().nullable(),
  progress: z.object({ done: z.number(), total: z.number(), unit: z.string() }).nullable(),
  /** Without a status: it is the end of a piece of work, not an answer. */
  problem: ProblemDocument.omit({ status: true }).nullable(),
  mayCancel: z.boolean(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  deadlineAt: z.iso.datetime(),
  /** Median duration in seconds of the last 20 of this kind; null below 5. */
  usualSeconds: z.number().nullable(),
  version: z.int(),
})
export type OperationView = z.infer<typeof OperationView>
export const OperationDetail = OperationView.extend({ events: z.array(OperationEventView) })
export type OperationDetail = z.infer<typeof OperationDetail>

const params = z.object({ operationId: OperationId })

export const operationRoutes = {
  list: defineRoute({
    method: 'GET',
    path: '/v1/operations',
    summary: 'Operations of the organization, newest first',
    tag: 'Operations',
    access: 'operation:read',
    query: ListQuery.extend({
      databaseId: DatabaseId.optional(),
      state: OperationState.optional(),
      kind: z.string().max(60).optional(),
    }),
    reply: listOf(OperationView),
  }),
  show: defineRoute({
    method: 'GET',
    path: '/v1/operations/:operationId',
    summary: 'One operation with its events',
    tag: 'Operations',
    access: 'operation:read',
    params,
    reply: OperationDetail,
    problems: ['not-found'],
  }),
  cancel: defineRoute({
    method: 'POST',
    path: '/v1/operations/:operationId/cancel',
    summary: 'Ask an operation to stop and undo what it did',
    tag: 'Operations',
    access: 'operation:cancel',
    audit: 'operation.cancelled',
    status: 202,
    params,
    reply: OperationView,
    problems: ['not-found', 'operation-not-cancellable'],
  }),
} as const
