import type { AccessTools } from '../access/access-tools.ts'
import type { DatabaseTools } from '../databases/database-tools.ts'
import { operationsWith } from '../operation-runner/define-operation.ts'

/** What steps may use; given by compose. */
export interface Tools {
  readonly databases: DatabaseTools
  readonly access: AccessTools
}

export const defineOperation = operationsWith<Tools>()
