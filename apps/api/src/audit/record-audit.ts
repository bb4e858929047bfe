import type { AuditAction } from '@holdfast/shared/contract/audit-actions'
import type { AuditEventView } from '@holdfast/shared/contract/platform-routes'
import { newId, type OrganizationId } from '@holdfast/shared/ids'
import type { z } from 'zod'
import type { Tx } from '../platform/database/database.ts'

/** Who did it: a person, a token, or the platform itself. */
export type Actor = z.infer<typeof AuditEventView>['actor']

export const platformActor: Actor = { kind: 'system', id: 'platform', name: 'Holdfast' }

/** What happens to the installation as a whole is told under this organization's id. */
export const installationOrganization: OrganizationId = 'or_00000000000000000000'

export interface AuditRecord {
  organizationId: OrganizationId
  actor: Actor
  address: string | null
  action: AuditAction
  /** Id of what the action was about. */
  subject: string | null
  requestId: string | null
  /** What a reader of the trail must know; never a secret. */
  facts: Record<string, JsonValue>
}

export type JsonValue = z.infer<typeof AuditEventView>['facts'][string]

/** Adds one row to the audit trail, in the transaction of the change; its number follows within a second of the commit. */
export async function recordAudit(tx: Tx, record: AuditRecord): Promise<void> {
  await tx.auditEvent.create({ data: { id: newId('au'), ...record, facts: record.facts as object } })
}
