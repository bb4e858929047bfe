import { accessRoutes } from '@holdfast/shared/contract/access-routes'
import { type Context, UsageError } from './command.ts'
import { everyPage } from './every-page.ts'

/** The logical database that came with a database: the one that is meant where none is named. */
export async function firstLogicalDatabase({ call }: Context, database: string): Promise<string> {
  const all = await everyPage((query) => call(accessRoutes.listLogicalDatabases, { params: { database }, query }))
  const first = all.find(({ isFirst }) => isFirst)
  if (!first) throw new UsageError(`"${database}" shows no logical database yet; try again when it runs`)
  return first.name
}
