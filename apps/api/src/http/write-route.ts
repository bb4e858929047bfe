import type { WriteRoute } from '@holdfast/shared/contract/define-route'
import { OrganizationId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import type { FastifyRequest } from 'fastify'
import { type Actor, installationOrganization, type JsonValue, recordAudit } from '../audit/record-audit.ts'
import type { Tx } from '../platform/database/database.ts'
import { type Answer, answerOnce, hashRequest, readIdempotencyKey } from './idempotency.ts'
import { replyText } from './reply-text.ts'
import type { Asked, AuditBy, WriteContext, WriteRun } from './route-run.ts'
import type { ServerDesk } from './server-desk.ts'

/** A problem that was returned, not thrown: what was done before is committed. */
export type Answered = Answer | { readonly problem: Problem }

interface Change {
  readonly route: WriteRoute
  readonly request: FastifyRequest
  readonly asked: Asked<WriteRoute>
  readonly run: WriteRun<WriteRoute>
}

interface AuditNote {
  subject: string | null
  facts: Record<string, JsonValue>
  by: AuditBy | undefined
}

/** The change, its audit event and its kept answer: committed together or not at all. */
export async function changeInOneTransaction(server: ServerDesk, change: Change): Promise<Answered> {
  const { route, request, asked, run } = change
  const key = route.idempotent ? readIdempotencyKey(request.headers['idempotency-key']) : undefined
  return server.database.transaction(async (tx) => {
    let refusal: Problem | undefined
    const answer = async (): Promise<Answer> => {
      const note: AuditNote = { subject: null, facts: {}, by: undefined }
      const audit: WriteContext<WriteRoute>['audit'] = (subject, facts = {}, by) =>
        Object.assign(note, { subject, facts, by })
      const outcome = await run({ ...asked, tx, prepared: undefined, audit })
      await writeAudit(tx, change, note)
      if (outcome instanceof Problem) refusal = outcome
      return { status: route.status ?? 200, body: refusal ? '' : replyText(server, route, outcome) }
    }
    if (key === undefined) {
      const answered = await answer()
      return refusal ? { problem: refusal } : answered
    }
    const { caller } = request
    const keyed = {
      scope: caller?.organizationId ?? caller?.id ?? 'public',
      key,
      // An answer may hold what only its asker may see: whoever else uses the key asks for something else.
      hash: hashRequest(`${caller?.id ?? 'nobody'} ${route.method}`, request.url, request.body),
    }
    return (await answerOnce(tx, { request: keyed, sealer: server.sealer }, answer)).answer
  })
}

async function writeAudit(tx: Tx, { route, request }: Change, note: AuditNote): Promise<void> {
  const { caller } = request
  const actor: Actor =
    note.by?.actor ??
    (caller
      ? { kind: caller.kind, id: caller.id, name: caller.name }
      : { kind: 'system', id: 'nobody', name: 'nobody' })
  await recordAudit(tx, {
    organizationId: OrganizationId.parse(note.by?.organizationId ?? caller?.organizationId ?? installationOrganization),
    actor,
    address: request.ip,
    action: route.audit,
    subject: note.subject,
    requestId: request.id,
    facts: note.facts,
  })
}
