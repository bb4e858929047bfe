import type { ReplicationSlotView } from '@holdfast/shared/contract/access-views'
import type { Asked } from '../databases/asked.ts'
import type { DatabaseParts } from '../databases/database-parts.ts'
import type { Caller } from '../people/caller.ts'
import type { Tx } from '../platform/database/database.ts'
import { lookInside } from './change-access.ts'
import { issueCertificate, listCertificates, revokeCertificate } from './client-certificates.ts'
import { installExtension, listExtensions, removeExtension } from './extensions.ts'
import {
  createLogicalDatabase,
  deleteLogicalDatabase,
  listLogicalDatabases,
  undeleteLogicalDatabase,
} from './logical-databases.ts'
import { type PageAsked, pageByName } from './page-by-name.ts'
import { changeRole, createRole, listRoles, removeRole, revealRole } from './roles.ts'

/** A function of this folder with its first argument taken apart, as routes call it. */
type Door<Work> = Work extends (asked: Asked, wish: infer Wish) => infer Answer
  ? (tx: Tx, caller: Caller, wish: Wish) => Answer
  : never

/** What people and programs can do inside a database: the functions that routes call, each inside the route's transaction. */
export interface Access {
  readonly listRoles: Door<typeof listRoles>
  readonly createRole: Door<typeof createRole>
  readonly changeRole: Door<typeof changeRole>
  readonly removeRole: Door<typeof removeRole>
  readonly revealRole: Door<typeof revealRole>
  readonly listLogicalDatabases: Door<typeof listLogicalDatabases>
  readonly createLogicalDatabase: Door<typeof createLogicalDatabase>
  readonly deleteLogicalDatabase: Door<typeof deleteLogicalDatabase>
  readonly undeleteLogicalDatabase: Door<typeof undeleteLogicalDatabase>
  readonly listExtensions: Door<typeof listExtensions>
  readonly installExtension: Door<typeof installExtension>
  readonly removeExtension: Door<typeof removeExtension>
  readonly listCertificates: Door<typeof listCertificates>
  readonly issueCertificate: Door<typeof issueCertificate>
  readonly revokeCertificate: Door<typeof revokeCertificate>
  readonly listSlots: Door<typeof listSlots>
}

export function openAccess(parts: DatabaseParts): Access {
  const door =
    <Wish, Answer>(work: (asked: Asked, wish: Wish) => Answer) =>
    (tx: Tx, caller: Caller, wish: Wish): Answer =>
      work({ tx, caller, parts }, wish)
  return {
    listRoles: door(listRoles),
    createRole: door(createRole),
    changeRole: door(changeRole),
    removeRole: door(removeRole),
    revealRole: door(revealRole),
    listLogicalDatabases: door(listLogicalDatabases),
    createLogicalDatabase: door(createLogicalDatabase),
    deleteLogicalDatabase: door(deleteLogicalDatabase),
    undeleteLogicalDatabase: door(undeleteLogicalDatabase),
    listExtensions: door(listExtensions),
    installExtension: door(installExtension),
    removeExtension: door(removeExtension),
    listCertificates: door(listCertificates),
    issueCertificate: door(issueCertificate),
    revokeCertificate: door(revokeCertificate),
    listSlots: door(listSlots),
  }
}

/** As its host last saw them. */
async function listSlots(asked: Asked, { database, ...page }: PageAsked & { database: string }) {
  const { observed } = await lookInside(asked, database)
  const slots = observed?.slots.map(
    (it): ReplicationSlotView => ({ name: it.name, logicalDatabase: it.database || null, isActive: it.active }),
  )
  return pageByName(slots ?? [], page)
}
