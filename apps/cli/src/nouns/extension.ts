import { accessRoutes } from '@holdfast/shared/contract/access-routes'
import type { Arguments, Command, Context } from '../command.ts'
import { firstLogicalDatabase } from '../first-logical-database.ts'
import { followChange } from '../follow-change.ts'
import { listCommand } from '../list-command.ts'
import { databaseNames, extensionNames, logicalDatabaseNames } from '../offers.ts'

const options = { 'logical-database': { type: 'string' } } as const
const listOffers = { DATABASE: databaseNames, '--logical-database': logicalDatabaseNames }
const offers = { ...listOffers, EXTENSION: extensionNames }

const list = listCommand({
  usage: 'extension list DATABASE [--logical-database L]',
  summary: 'Extensions: what is installed, what may be, and why not',
  example: 'holdfast extension list orders',
  options,
  offers: listOffers,
  ask: ({ call }, query, args) => {
    const logicalDatabase = args.text('logical-database')
    const more = { ...(logicalDatabase && { logicalDatabase }) }
    return call(accessRoutes.listExtensions, { params: { database: args.at(0) }, query: { ...query, ...more } })
  },
  head: ['name', 'state', 'version', 'verdict', 'about', 'because'],
  row: (it) => [it.name, it.state, it.version, it.verdict, it.about, it.because],
  none: 'This engine has no extensions.',
})

const logicalOf = async (context: Context, args: Arguments): Promise<string> =>
  args.text('logical-database') ?? (await firstLogicalDatabase(context, args.at(0)))

const install: Command = {
  usage: 'extension install DATABASE EXTENSION [--logical-database L]',
  summary: 'Install an extension',
  example: 'holdfast extension install orders pg_trgm --wait',
  options,
  offers,
  async run(context, args) {
    const [database, extension] = [args.at(0), args.at(1)]
    const body = { logicalDatabase: await logicalOf(context, args) }
    const document = await context.call(accessRoutes.installExtension, { params: { database, extension }, body })
    const place = `in ${body.logicalDatabase}`
    const text = `${extension} is being installed ${place}`
    return followChange(context, args, { document, text, done: `${extension} is installed ${place}` })
  },
}

const remove: Command = {
  usage: 'extension remove DATABASE EXTENSION [--logical-database L]',
  summary: 'Remove an extension that nothing else needs',
  example: 'holdfast extension remove orders pg_trgm --wait',
  options,
  offers,
  async run(context, args) {
    const params = { database: args.at(0), extension: args.at(1) }
    const query = { logicalDatabase: await logicalOf(context, args) }
    const document = await context.call(accessRoutes.removeExtension, { params, query, ifMatch: '*' })
    const place = `from ${query.logicalDatabase}`
    const text = `${params.extension} is being removed ${place}`
    return followChange(context, args, { document, text, done: `${params.extension} is removed ${place}` })
  },
}

const slots = listCommand({
  usage: 'replication-slot list DATABASE',
  summary: 'Replication slots of a database: who reads its changes',
  example: 'holdfast replication-slot list orders',
  offers: { DATABASE: databaseNames },
  ask: ({ call }, query, args) => call(accessRoutes.listReplicationSlots, { params: { database: args.at(0) }, query }),
  head: ['name', 'logical database', 'state'],
  row: (it) => [it.name, it.logicalDatabase, it.isActive ? 'active' : 'not read'],
  none: 'It has no replication slots.',
})

export const extensionCommands: readonly Command[] = [list, install, remove, slots]
