import { AuditEventView } from '@holdfast/shared/contract/platform-routes'
import type { PersonId } from '@holdfast/shared/ids'
import type { Tx } from '../platform/database/database.ts'

const OwnAuditEvent = AuditEventView.omit({ sequence: true })

/** Takes a person's e-mail out of letters and out of what they muted. */
export async function forgetEmail(tx: Tx, email: string): Promise<void> {
  await tx.mail.deleteMany({ where: { recipient: email } })
  await tx.alert.updateMany({ where: { mutedBy: email }, data: { mutedBy: 'somebody who is gone' } })
}

/** What a person did, newest first, in every organization. */
export async function listAuditEventsBy(tx: Tx, personId: PersonId, limit: number) {
  const rows = await tx.$queryRaw<{ at: Date }[]>`
    SELECT "at", "actor", "address", "action", "subject", "request_id" AS "requestId", "facts"
    FROM "audit_event" WHERE "actor"->>'id' = ${personId} ORDER BY "at" DESC LIMIT ${limit}`
  return rows.map((row) => OwnAuditEvent.parse({ ...row, at: row.at.toISOString() }))
}
