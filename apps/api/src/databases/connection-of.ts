import { findEngine } from '@holdfast/engine'
import type { ConnectionView } from '@holdfast/shared/contract/database-routes'
import { demandFreshSignIn, freshForMs } from '../people/fresh-sign-in.ts'
import { type Asked, demandLiving, findAsked } from './asked.ts'
import { connectionView } from './connection-view.ts'
import { findMaker } from './current-operation-store.ts'
import type { DatabaseRecord, LoginRecord } from './database-record.ts'
import { observe } from './show-databases.ts'

/** How to connect, without the password. Throws `database-deleted`. */
export async function connectionOf(asked: Asked, database: string): Promise<ConnectionView> {
  const record = await findAsked(asked, database)
  demandLiving(record)
  return show(asked, record, null)
}

/**
 * How to connect, with the password. The route's audit event tells who has seen it. Throws `fresh-sign-in-needed` for a person who
 * typed their own long ago, unless it is the one who has just made the database and is shown the password for the first time.
 */
export async function revealConnection(asked: Asked, database: string): Promise<ConnectionView & { password: string }> {
  const record = await findAsked(asked, database)
  demandLiving(record)
  await demandFresh(asked, record)
  const { passwordSecretId, version } = currentLogin(record)
  const password = await asked.parts.secrets.readSecret(asked.tx, { secretId: passwordSecretId, version })
  return { ...(await show(asked, record, password)), password }
}

async function demandFresh({ tx, caller }: Asked, { id, createdAt }: DatabaseRecord): Promise<void> {
  const isNew = Date.now() - createdAt.getTime() < freshForMs
  if (!isNew || (await findMaker(tx, id)) !== caller.id) await demandFreshSignIn(tx, caller)
}

/** How to connect to this database, as the caller's transaction knows it. */
export const connectionFor = (asked: Asked, database: DatabaseRecord): Promise<ConnectionView> =>
  show(asked, database, null)

async function show(asked: Asked, database: DatabaseRecord, password: string | null): Promise<ConnectionView> {
  const engine = findEngine(database.engine)
  if (!engine) throw new Error(`database ${database.id} has the unknown engine ${database.engine}`)
  const { caUrl, caPath } = asked.parts
  return connectionView({
    database,
    observation: (await observe(asked, [database])).get(database.id) ?? null,
    engine,
    login: currentLogin(database),
    password,
    naming: asked.parts,
    caUrl,
    caPath,
  })
}

/** The login of the pair that strings name now. */
function currentLogin({ id, logins }: DatabaseRecord): LoginRecord {
  const [login] = logins
  if (!login) throw new Error(`database ${id} has no login`)
  return login
}
