import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { databaseRoutes } from '@holdfast/shared/contract/database-routes'
import type { OperationView } from '@holdfast/shared/contract/operation-routes'
import type { Databases } from '../../databases/databases.ts'
import { mount } from '../mount.ts'
import type { ServerDesk } from '../server-desk.ts'

export function mountDatabases(server: ServerDesk, databases: Databases): void {
  mountReading(server, databases)
  mount(server, databaseRoutes.create, async ({ tx, caller, body, audit }) => {
    const created = await databases.create(tx, caller, body)
    const { id, name, engine, version, size, storageBytes } = created.database
    audit(id, { name, engine, version, size, storageBytes, operationId: created.operation.id })
    return created
  })
  mount(server, databaseRoutes.change, async ({ tx, caller, params, body, ifMatch, audit }) => {
    const view = await databases.change(tx, caller, { ...params, ifMatch, wish: body })
    audit(view.id, { name: view.name, changed: Object.keys(body) })
    return view
  })
  mount(server, databaseRoutes.protect, async ({ tx, caller, params, body, ifMatch, audit }) => {
    const view = await databases.protect(tx, caller, { ...params, ifMatch, ...body })
    audit(view.id, { name: view.name, isProtected: view.isProtected })
    return view
  })
  mount(server, databaseRoutes.restart, async ({ tx, caller, params, ifMatch, audit }) => {
    const changed = await databases.restart(tx, caller, { ...params, ifMatch })
    audit(changed.database.id, factsOf(changed))
    return changed
  })
  mount(server, databaseRoutes.resize, async ({ tx, caller, params, body, ifMatch, audit }) => {
    const changed = await databases.resize(tx, caller, { ...params, ifMatch, ...body })
    audit(changed.database.id, { ...factsOf(changed), storageBytes: body.storageBytes })
    return changed
  })
  mount(server, databaseRoutes.remove, async ({ tx, caller, params, ifMatch, audit }) => {
    const changed = await databases.remove(tx, caller, { ...params, ifMatch })
    audit(changed.database.id, factsOf(changed))
    return changed
  })
  mount(server, databaseRoutes.undelete, async ({ tx, caller, params, audit }) => {
    const changed = await databases.undelete(tx, caller, params.database)
    audit(changed.database.id, factsOf(changed))
    return changed
  })
}

function mountReading(server: ServerDesk, databases: Databases): void {
  mount(server, databaseRoutes.list, ({ database, caller, query }) => databases.list(database, caller, query))
  mount(server, databaseRoutes.show, ({ database, caller, params }) =>
    databases.show(database, caller, params.database),
  )
  mount(server, databaseRoutes.planResize, ({ database, caller, params, query }) =>
    database.transaction((tx) => databases.planResize(tx, caller, { ...params, ...query })),
  )
  mount(server, databaseRoutes.connection, ({ database, caller, params }) =>
    databases.connection(database.read, caller, params.database),
  )
  mount(server, databaseRoutes.reveal, async ({ tx, caller, params, audit }) => {
    const { id, name } = await databases.find(tx, caller, params.database)
    const revealed = await databases.reveal(tx, caller, params.database)
    audit(id, { name, role: revealed.role })
    return revealed
  })
}

const factsOf = ({ database, operation }: { database: DatabaseView; operation: OperationView | null }) => ({
  name: database.name,
  operationId: operation?.id ?? null,
})
