import { findEngine } from '@holdfast/engine'
import type { DatabaseId, OrganizationId } from '@holdfast/shared/ids'
import { scramVerifier } from '@holdfast/shared/scram'
import { turnPage } from '../hosts/host-store.ts'
import type { Secrets } from '../keys/secrets.ts'
import type { Database, Tx } from '../platform/database/database.ts'
import type { PoolerLoginRecord } from './database-record.ts'
import { newPassword } from './logins.ts'
import { listUnpooledDatabases, savePoolerLogin } from './pooler-login-store.ts'

interface Owner {
  readonly organizationId: OrganizationId
  readonly databaseId: DatabaseId
}

/** Makes the pooler's own login: password and verifier, both sealed for the database's host. */
export async function makePoolerLogin(tx: Tx, secrets: Secrets, owner: Owner): Promise<PoolerLoginRecord> {
  const value = newPassword()
  const password = await secrets.saveSecret(tx, { ...owner, purpose: 'credentials', value })
  const verifier = await secrets.saveSecret(tx, { ...owner, purpose: 'credentials', value: scramVerifier(value) })
  return { passwordSecretId: password.secretId, verifierSecretId: verifier.secretId, version: verifier.version }
}

/** How many databases one transaction gives their login to. */
const atOnce = 50

/** Databases made before there were poolers get their login, and their hosts a new page. */
export async function giveOldDatabasesPoolers(database: Database, secrets: Secrets): Promise<void> {
  while (await database.transaction((tx) => giveSome(tx, secrets)));
}

async function giveSome(tx: Tx, secrets: Secrets): Promise<boolean> {
  const old = await listUnpooledDatabases(tx, atOnce)
  const poolable = old.filter(({ engine }) => findEngine(engine)?.pooler)
  for (const { id: databaseId, organizationId } of poolable)
    await savePoolerLogin(tx, databaseId, await makePoolerLogin(tx, secrets, { organizationId, databaseId }))
  for (const hostId of new Set(poolable.flatMap((it) => it.hostIds))) await turnPage(tx, hostId)
  return poolable.length === atOnce
}
