import { accessRoutes } from '@holdfast/shared/contract/access-routes'
import type { Access } from '../../access/access.ts'
import type { Databases } from '../../databases/databases.ts'
import { mount } from '../mount.ts'
import type { ServerDesk } from '../server-desk.ts'

interface Parts {
  readonly access: Access
  readonly databases: Databases
}

/** Who may do what inside a database. */
export function mountAccess(server: ServerDesk, parts: Parts): void {
  mountReading(server, parts)
  mountRoles(server, parts)
  mountLogicalDatabases(server, parts)
  mountExtensions(server, parts)
  mountCertificates(server, parts)
}

function mountReading(server: ServerDesk, { access }: Parts): void {
  mount(server, accessRoutes.listRoles, ({ database, caller, params, query }) =>
    access.listRoles(database.read, caller, { ...params, ...query }),
  )
  mount(server, accessRoutes.listLogicalDatabases, ({ database, caller, params, query }) =>
    access.listLogicalDatabases(database.read, caller, { ...params, ...query }),
  )
  mount(server, accessRoutes.listExtensions, ({ database, caller, params, query }) =>
    access.listExtensions(database.read, caller, { ...params, ...query }),
  )
  mount(server, accessRoutes.listClientCertificates, ({ database, caller, params, query }) =>
    access.listCertificates(database.read, caller, { ...params, ...query }),
  )
  mount(server, accessRoutes.listReplicationSlots, ({ database, caller, params, query }) =>
    access.listSlots(database.read, caller, { ...params, ...query }),
  )
}

function mountRoles(server: ServerDesk, { access, databases }: Parts): void {
  mount(server, accessRoutes.createRole, async ({ tx, caller, params, body, audit }) => {
    const { id, name } = await databases.find(tx, caller, params.database)
    const created = await access.createRole(tx, caller, { database: id, wish: body })
    const { name: role, grants, replication, needsCertificate } = created.role
    const operationId = created.operation.id
    audit(id, { name, role, grants, replication, needsCertificate, operationId })
    return created
  })
  mount(server, accessRoutes.changeRole, async ({ tx, caller, params, body, ifMatch, audit }) => {
    const { id, name } = await databases.find(tx, caller, params.database)
    const { role } = params
    const changed = await access.changeRole(tx, caller, { database: id, role, ifMatch, wish: body })
    audit(id, { name, role, changed: Object.keys(body), operationId: changed.operation.id })
    return changed
  })
  mount(server, accessRoutes.removeRole, async ({ tx, caller, params, ifMatch, audit }) => {
    const { id, name } = await databases.find(tx, caller, params.database)
    const { role } = params
    const removed = await access.removeRole(tx, caller, { database: id, role, ifMatch })
    audit(id, { name, role, operationId: removed.operation.id })
    return removed
  })
  mount(server, accessRoutes.revealRole, async ({ tx, caller, params, audit }) => {
    const { id, name } = await databases.find(tx, caller, params.database)
    const revealed = await access.revealRole(tx, caller, { database: id, role: params.role })
    audit(id, { name, role: params.role, login: revealed.login })
    return revealed
  })
}

function mountLogicalDatabases(server: ServerDesk, { access, databases }: Parts): void {
  mount(server, accessRoutes.createLogicalDatabase, async ({ tx, caller, params, body, audit }) => {
    const { id, name } = await databases.find(tx, caller, params.database)
    const created = await access.createLogicalDatabase(tx, caller, { database: id, name: body.name })
    audit(id, { name, logicalDatabase: body.name, operationId: created.operation.id })
    return created
  })
  mount(server, accessRoutes.removeLogicalDatabase, async ({ tx, caller, params, ifMatch, audit }) => {
    const { id, name } = await databases.find(tx, caller, params.database)
    const removed = await access.deleteLogicalDatabase(tx, caller, { database: id, name: params.name, ifMatch })
    audit(id, { name, logicalDatabase: params.name, operationId: removed.operation.id })
    return removed
  })
  mount(server, accessRoutes.undeleteLogicalDatabase, async ({ tx, caller, params, audit }) => {
    const { id, name } = await databases.find(tx, caller, params.database)
    const back = await access.undeleteLogicalDatabase(tx, caller, { database: id, name: params.name })
    audit(id, { name, logicalDatabase: params.name, operationId: back.operation.id })
    return back
  })
}

function mountExtensions(server: ServerDesk, { access, databases }: Parts): void {
  mount(server, accessRoutes.installExtension, async ({ tx, caller, params, body, audit }) => {
    const { id, name } = await databases.find(tx, caller, params.database)
    const { extension } = params
    const installed = await access.installExtension(tx, caller, { database: id, extension, ...body, ifMatch: '*' })
    audit(id, { name, extension, ...body, operationId: installed.operation.id })
    return installed
  })
  mount(server, accessRoutes.removeExtension, async ({ tx, caller, params, query, ifMatch, audit }) => {
    const { id, name } = await databases.find(tx, caller, params.database)
    const { extension } = params
    const removed = await access.removeExtension(tx, caller, { database: id, extension, ...query, ifMatch })
    audit(id, { name, extension, ...query, operationId: removed.operation.id })
    return removed
  })
}

function mountCertificates(server: ServerDesk, { access, databases }: Parts): void {
  mount(server, accessRoutes.issueClientCertificate, async ({ tx, caller, params, body, audit }) => {
    const { id, name } = await databases.find(tx, caller, params.database)
    const issued = await access.issueCertificate(tx, caller, { database: id, wish: body })
    const { serial, login, expiresAt } = issued.certificate
    audit(id, { name, login, serial, expiresAt })
    return issued
  })
  mount(server, accessRoutes.revokeClientCertificate, async ({ tx, caller, params, audit }) => {
    const { id, name } = await databases.find(tx, caller, params.database)
    const revoked = await access.revokeCertificate(tx, caller, { database: id, serial: params.serial })
    audit(id, { name, login: revoked.login, serial: revoked.serial })
    return revoked
  })
}
