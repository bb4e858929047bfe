import { accessRoutes } from '@holdfast/shared/contract/access-routes'
import { databaseRoutes } from '@holdfast/shared/contract/database-routes'
import { untilEnded } from '../bench/measuring/databases.ts'
import { runPsql } from '../platform/run-psql.ts'
import type { TrapProbe, Verdict } from './probe.ts'
import { openRole, type Stage } from './stage.ts'

export type NamedTrap = TrapProbe & { readonly name: string }

const inOrder = async (url: string, statements: readonly string[]): Promise<void> => {
  for (const sql of statements) await runPsql(url, sql)
}

const forItsDatabase = (change: string): string =>
  `do $$begin execute format('alter database %I ${change}', current_database()); end$$`

/** As its owner. From then on the database's own settings put the traps before the engine's objects. */
export async function layTraps({ owner }: Stage, traps: readonly NamedTrap[]): Promise<void> {
  await runPsql(owner.url, 'create schema probe_trap; grant usage on schema probe_trap to public')
  for (const trap of traps) await inOrder(owner.url, trap.tries)
  await runPsql(owner.url, forItsDatabase('set search_path = probe_trap, pg_catalog, public'))
}

/** Everything for which the platform comes into a tenant's database: roles, what they own, extensions of both kinds, looking. */
export async function letPlatformWork({ call, databaseId: database }: Stage): Promise<void> {
  const end = async ({ operation }: { operation: { id: Parameters<typeof untilEnded>[1] } }) =>
    untilEnded(call, operation.id)
  const revision = async () => `"${(await call(databaseRoutes.show, { params: { database } })).revision}"`
  const { url } = await openRole(call, database, { name: 'probe_maker', preset: 'owner' })
  await runPsql(url, 'create table public.probe_made as select 1 as n')
  const body = { logicalDatabase: (await call(databaseRoutes.connection, { params: { database } })).databaseName }
  for (const extension of ['hstore', 'pgstattuple']) {
    await end(await call(accessRoutes.installExtension, { params: { database, extension }, body }))
    const query = { logicalDatabase: body.logicalDatabase }
    await end(
      await call(accessRoutes.removeExtension, { params: { database, extension }, query, ifMatch: await revision() }),
    )
  }
  await end(
    await call(accessRoutes.removeRole, { params: { database, role: 'probe_maker' }, ifMatch: await revision() }),
  )
}

/** Which traps ran with powers that no tenant has. */
export async function judgeTraps({ owner }: Stage, traps: readonly NamedTrap[]): Promise<Verdict[]> {
  const told = await runPsql(
    owner.url,
    "select trap || ': ran as ' || session_role || '/' || acting_role from public.probe_marks",
  )
  await runPsql(owner.url, forItsDatabase('reset search_path'))
  const marks = told.split('\n')
  return traps.map(({ name }) => {
    const mark = marks.find((line) => line.startsWith(`${name}: `))
    return { name, outcome: mark ? 'breach' : 'refused', said: mark ?? 'never ran with powers' }
  })
}
