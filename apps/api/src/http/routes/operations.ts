import { operationRoutes } from '@holdfast/shared/contract/operation-routes'
import { cancelOperation } from '../../operation-runner/cancel-operation.ts'
import type { OperationDefinition } from '../../operation-runner/define-operation.ts'
import { listOperationViews, showOperation } from '../../operation-runner/operation-list.ts'
import { readOperationView } from '../../operation-runner/operation-view.ts'
import { organizationOf } from '../../people/caller.ts'
import { mount } from '../mount.ts'
import type { ServerDesk } from '../server-desk.ts'

export function mountOperations(server: ServerDesk, definitions: readonly OperationDefinition[]): void {
  mount(server, operationRoutes.list, ({ database, caller, query }) =>
    listOperationViews(database.read, { ...query, organizationId: organizationOf(caller), definitions }),
  )
  mount(server, operationRoutes.show, ({ database, caller, params }) =>
    showOperation(database.read, { ...params, organizationId: organizationOf(caller), definitions }),
  )
  mount(server, operationRoutes.cancel, async ({ tx, caller, params, audit }) => {
    const actor = { kind: caller.kind, id: caller.id, name: caller.name }
    const row = await cancelOperation(tx, { ...params, organizationId: organizationOf(caller), actor, definitions })
    audit(row.id, { kind: row.kind, step: row.step })
    return readOperationView(
      tx,
      row,
      definitions.find(({ kind }) => kind === row.kind),
    )
  })
}
