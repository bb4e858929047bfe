import type { OrganizationId } from '@holdfast/shared/ids'
import { publishEvent } from '../audit/publish-event.ts'
import { installationOrganization } from '../audit/record-audit.ts'
import type { Tx } from '../platform/database/database.ts'
import type { OperationDefinition } from './define-operation.ts'
import type { OperationRow } from './operation-store.ts'
import { readOperationView } from './operation-view.ts'

/** Tells the organization's stream how the operation stands, in the transaction of its change. */
export async function publishOperation(tx: Tx, row: OperationRow, definition: OperationDefinition): Promise<void> {
  await publishEvent(tx, {
    organizationId: (row.organizationId as OrganizationId | null) ?? installationOrganization,
    topic: 'operation',
    subject: row.id,
    version: row.revision,
    view: await readOperationView(tx, row, definition),
  })
}
