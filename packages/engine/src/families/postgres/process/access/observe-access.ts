import type { ObservedAccess } from '@holdfast/shared/state/observed'
import type { EnginePaths } from '../engine-paths.ts'
import { openKeeper, type Session } from '../session.ts'
import type { Refusal } from './wishes.ts'

/** As many things as a list names, and as many bytes: names are the tenant's, and the list goes over the wire at each change. */
const most = 200
const mostBytes = 16 * 1024
/** Logical databases that are looked into for their extensions. */
const mostDatabases = 50

const platformRole = `(r.oid = 10 OR r.rolname LIKE 'pg\\_%' OR EXISTS (SELECT FROM pg_auth_members m JOIN pg_authid g ON g.oid = m.roleid
  WHERE m.member = r.oid AND g.rolname = 'hf_platform') OR r.rolname IN ('hf_platform', 'hf_made', 'hf_certified'))`

/** Of the roles made for a page only those themselves: not their logins, whose powers are theirs, and not owners of databases. */
const inside = `
SELECT ARRAY(SELECT json_build_object('name', d.datname, 'owner', r.rolname) FROM pg_database d JOIN pg_authid r ON r.oid = d.datdba
    WHERE d.datdba <> 10 AND d.datallowconn AND d.datconnlimit <> -2 ORDER BY d.datname LIMIT ${most + 1}) AS databases,
  ARRAY(SELECT json_build_object('name', r.rolname, 'canLogin', r.rolcanlogin OR (made.yes AND EXISTS (SELECT FROM pg_auth_members m JOIN pg_authid l ON l.oid = m.member
      WHERE m.roleid = r.oid AND l.rolcanlogin)), 'replication', r.rolreplication) FROM pg_authid r
    CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM pg_auth_members m JOIN pg_authid g ON g.oid = m.roleid WHERE m.member = r.oid AND g.rolname = 'hf_made') AS yes) AS made
    WHERE NOT ${platformRole} AND NOT r.rolname = ANY ($1) AND NOT (made.yes AND (r.rolcanlogin OR r.rolname ~ '_(a|b|owner)$'))
    ORDER BY r.rolname LIMIT ${most + 1}) AS roles,
  ARRAY(SELECT json_build_object('name', s.slot_name, 'database', s.database, 'active', s.active) FROM pg_replication_slots s
    WHERE s.slot_type = 'logical' ORDER BY s.slot_name LIMIT ${most + 1}) AS slots`

const extensionsIn = `SELECT extname AS name, extversion AS version FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY extname`

function bounded<Thing>(things: readonly Thing[]): Thing[] {
  let bytes = 0
  const fitting = things.findIndex((it, n) => {
    bytes += Buffer.byteLength(JSON.stringify(it))
    return n >= most || bytes > mostBytes
  })
  return fitting < 0 ? [...things] : things.slice(0, fitting)
}

/** Undefined where the keeper is not let in: the owner of a logical database may close it to everybody. */
async function extensionsOf(paths: EnginePaths, database: string): Promise<ObservedAccess['extensions'] | undefined> {
  try {
    const session = await openKeeper(paths, database, 'none')
    try {
      const { rows } = await session.query(extensionsIn)
      return rows.map(({ name, version }) => ({ database, name, version }))
    } finally {
      await session.end()
    }
  } catch {
    return undefined
  }
}

type Extensions = Pick<ObservedAccess, 'extensions' | 'isCut'>

async function lookIntoEach(paths: EnginePaths, databases: ObservedAccess['databases']): Promise<Extensions> {
  const extensions: ObservedAccess['extensions'] = []
  let isCut = databases.length > mostDatabases
  for (const { name } of databases.slice(0, mostDatabases)) {
    const found = await extensionsOf(paths, name)
    if (found) extensions.push(...found)
    else isCut = true
  }
  return { extensions, isCut }
}

export interface AccessSight {
  /** The database's own roles, which nobody needs to be told of. */
  readonly own: readonly string[]
  readonly refused: readonly Refusal[]
  /** What was seen in each logical database, where that is good enough. */
  readonly known: Extensions | null
}

export async function observeAccess(session: Session, paths: EnginePaths, sight: AccessSight): Promise<ObservedAccess> {
  const { rows } = await session.query(inside, [sight.own])
  const { databases, roles, slots }: Pick<ObservedAccess, 'databases' | 'roles' | 'slots'> = rows[0]
  const { refused, known } = sight
  const seen = known ?? (await lookIntoEach(paths, databases))
  const extensions = seen.extensions.filter((it) => databases.some(({ name }) => name === it.database))
  const lists = {
    databases: bounded(databases),
    roles: bounded(roles),
    extensions: bounded(extensions),
    slots: bounded(slots),
    refused: bounded(refused),
  }
  const isCut =
    seen.isCut ||
    lists.databases.length < databases.length ||
    lists.roles.length < roles.length ||
    lists.extensions.length < extensions.length ||
    lists.slots.length < slots.length ||
    lists.refused.length < refused.length
  return { ...lists, isCut }
}
