import type { ObservedAccess } from '@holdfast/shared/state/observed'
import type { DatabaseRecord } from '../databases/database-record.ts'
import type { Tx } from '../platform/database/database.ts'
import { itemOf } from './access-record.ts'
import { forgetExtension, forgetLogicalDatabase, forgetRole, readAccess } from './access-store.ts'

/** What the host's newest word about the inside of an engine means for some items of a wish. */
export interface Verdict {
  readonly refused: { readonly item: string; readonly because: string } | undefined
  /** The first item that does not show yet. */
  readonly missing: string | undefined
}

export interface AccessTools {
  judge(
    tx: Tx,
    wish: { database: DatabaseRecord; seen: ObservedAccess | null; items: readonly string[] },
  ): Promise<Verdict>
  /** Forgets what was to go and is gone from its host. Only for what has settled. */
  conclude(tx: Tx, database: DatabaseRecord, seen: ObservedAccess | null): Promise<void>
}

export const accessTools: AccessTools = { judge, conclude }

async function judge(tx: Tx, { database, seen, items }: Parameters<AccessTools['judge']>[1]): Promise<Verdict> {
  const refused = seen?.refused.find(({ item }) => items.includes(item))
  const shown = await shownItems(tx, database, seen)
  return { refused, missing: items.find((item) => shown.get(item) === false) }
}

/** For each wish that shows by itself whether it does; grants do not. */
async function shownItems(
  tx: Tx,
  { id }: DatabaseRecord,
  seen: ObservedAccess | null,
): Promise<ReadonlyMap<string, boolean>> {
  const { roles, databases, extensions } = await readAccess(tx, id)
  const isAsWanted = (state: string, isSeen: boolean | undefined) =>
    state === 'present' ? isSeen === true || seen?.isCut === true : isSeen === false
  return new Map([
    ...roles.map(({ name, state }): [string, boolean] => [
      itemOf.role(name),
      isAsWanted(
        state,
        seen?.roles.some((it) => it.name === name),
      ),
    ]),
    ...databases.map(({ name, state }): [string, boolean] => [
      itemOf.database(name),
      isAsWanted(
        state,
        seen?.databases.some((it) => it.name === name),
      ),
    ]),
    ...extensions.map(({ database, name, state }): [string, boolean] => [
      itemOf.extension(database, name),
      isAsWanted(
        state,
        seen?.extensions.some((it) => it.database === database && it.name === name),
      ),
    ]),
  ])
}

async function conclude(tx: Tx, database: DatabaseRecord, seen: ObservedAccess | null): Promise<void> {
  const shown = await shownItems(tx, database, seen)
  const { roles, databases, extensions } = await readAccess(tx, database.id)
  const isGone = (item: string) => shown.get(item) === true && !seen?.refused.some((it) => it.item === item)
  for (const role of roles)
    if (role.state === 'absent' && isGone(itemOf.role(role.name))) await forgetRole(tx, database.id, role)
  for (const { name, state } of databases)
    if (state === 'erased' && isGone(itemOf.database(name))) await forgetLogicalDatabase(tx, database.id, name)
  for (const it of extensions)
    if (it.state === 'absent' && isGone(itemOf.extension(it.database, it.name)))
      await forgetExtension(tx, database.id, it)
}
