import { accessRoutes } from '@holdfast/shared/contract/access-routes'
import { type Command, UsageError } from '../command.ts'
import { followChange } from '../follow-change.ts'
import { listCommand } from '../list-command.ts'
import { databaseNames, deletedLogicalDatabaseNames, logicalDatabaseNames } from '../offers.ts'

const list = listCommand({
  usage: 'logical-database list DATABASE',
  summary: 'Logical databases inside a database',
  example: 'holdfast logical-database list orders',
  offers: { DATABASE: databaseNames },
  ask: ({ call }, query, args) => call(accessRoutes.listLogicalDatabases, { params: { database: args.at(0) }, query }),
  head: ['name', 'state', 'owner', '', 'because', 'recoverable until'],
  row: (it) => [
    it.name,
    it.state,
    it.owner,
    it.isFirst ? 'first' : it.isPlatformMade ? '' : 'made by SQL',
    it.because,
    it.recoverableUntil,
  ],
  none: 'Nothing is known of it yet.',
})

const create: Command = {
  usage: 'logical-database create DATABASE NAME',
  summary: 'Create a logical database with an owner of its own',
  example: 'holdfast logical-database create orders archive --wait',
  offers: { DATABASE: databaseNames },
  async run(context, args) {
    const [database, name] = [args.at(0), args.at(1)]
    const document = await context.call(accessRoutes.createLogicalDatabase, { params: { database }, body: { name } })
    return followChange(context, args, { document, text: `${name} is being created`, done: `${name} is there` })
  },
}

const remove: Command = {
  usage: 'logical-database delete DATABASE NAME --yes',
  summary: 'Delete a logical database; it can be brought back for 7 days',
  example: 'holdfast logical-database delete orders archive --yes',
  offers: { DATABASE: databaseNames, NAME: logicalDatabaseNames },
  async run(context, args) {
    const params = { database: args.at(0), name: args.at(1) }
    if (!args.flag('yes')) throw new UsageError(`this deletes ${params.name}; confirm with --yes`)
    const document = await context.call(accessRoutes.removeLogicalDatabase, { params, ifMatch: '*' })
    const done = `${params.name} is deleted; holdfast logical-database undelete brings it back`
    return followChange(context, args, { document, text: `${params.name} is being deleted`, done })
  },
}

const undelete: Command = {
  usage: 'logical-database undelete DATABASE NAME',
  summary: 'Bring a deleted logical database back with its data',
  example: 'holdfast logical-database undelete orders archive --wait',
  offers: { DATABASE: databaseNames, NAME: deletedLogicalDatabaseNames },
  async run(context, args) {
    const params = { database: args.at(0), name: args.at(1) }
    const document = await context.call(accessRoutes.undeleteLogicalDatabase, { params })
    const text = `${params.name} is being brought back`
    return followChange(context, args, { document, text, done: `${params.name} is back` })
  },
}

export const logicalDatabaseCommands: readonly Command[] = [list, create, remove, undelete]
