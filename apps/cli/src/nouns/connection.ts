import { databaseRoutes } from '@holdfast/shared/contract/database-routes'
import { type Arguments, type Command, type Context, UsageError } from '../command.ts'
import { withReadableCa } from '../database-door.ts'
import { databaseNames, roleNames } from '../offers.ts'
import { runPsql } from '../run-psql.ts'
import { roleUrl } from './role.ts'

type Way = 'url' | 'by-name' | 'host-list'
interface Door {
  readonly endpoint: 'direct' | 'pooled'
  readonly way: Way
}

const missing: Record<Way, string> = {
  url: 'this database has no address',
  'by-name': 'this installation has no domain (HOLDFAST_DOMAIN)',
  'host-list': 'this installation has one endpoint host (HOLDFAST_ENDPOINT)',
}

const doorOptions = {
  direct: { type: 'boolean' },
  pooled: { type: 'boolean' },
  'by-name': { type: 'boolean' },
  'host-list': { type: 'boolean' },
} as const

function doorOf(args: Arguments, usual: Door['endpoint']): Door {
  const [pooled, direct] = [args.flag('pooled'), args.flag('direct')]
  if (pooled && direct) throw new UsageError('--pooled and --direct exclude each other')
  if (args.flag('by-name') && args.flag('host-list'))
    throw new UsageError('--by-name and --host-list exclude each other')
  return {
    endpoint: pooled ? 'pooled' : direct ? 'direct' : usual,
    way: args.flag('by-name') ? 'by-name' : args.flag('host-list') ? 'host-list' : 'url',
  }
}

async function connectionUrl(context: Context, database: string, { endpoint, way }: Door): Promise<string> {
  const connection = await context.call(databaseRoutes.reveal, { params: { database } })
  const door = connection[endpoint]
  if (!door) throw new UsageError('this database has no pooled endpoint; use --direct')
  const url = way === 'by-name' ? door.byName?.url : way === 'host-list' ? door.hostListUrl : door.url
  if (!url) throw new UsageError(missing[way])
  return withReadableCa(context, url)
}

const url: Command = {
  usage: 'database url NAME [--pooled|--direct] [--by-name|--host-list]',
  summary: 'The pooled connection string with its password (audited); messages beyond 64 MiB (micro: 32) need --direct',
  example: 'holdfast database url orders --direct',
  options: { ...doorOptions, 'read-only': { type: 'boolean' } },
  offers: { NAME: databaseNames },
  async run(context, args) {
    if (args.flag('read-only')) throw new UsageError('the read-only endpoint comes with replicas, in a later version')
    const value = await connectionUrl(context, args.at(0), doorOf(args, 'pooled'))
    context.output.result({ url: value }, value)
    return 0
  },
}

const psql: Command = {
  usage: 'psql NAME [--pooled] [--by-name|--host-list] [--role ROLE] [-- PSQL-ARGUMENTS]',
  summary: 'Open psql on a database, verify-full; by its direct endpoint, since people keep things in a session',
  example: "holdfast psql orders -- -c 'select version()'",
  options: { ...doorOptions, role: { type: 'string' } },
  offers: { NAME: databaseNames, '--role': roleNames },
  takesRest: true,
  async run(context, args) {
    const [database, role, door] = [args.at(0), args.text('role'), doorOf(args, 'direct')]
    if (role && door.way !== 'url') throw new UsageError(`--role and --${door.way} exclude each other`)
    const isPooled = door.endpoint === 'pooled'
    const found = role
      ? await roleUrl(context, { database, role, isPooled })
      : await connectionUrl(context, database, door)
    return runPsql(context.config, found, args.rest)
  },
}

export const connectionCommands: readonly Command[] = [url, psql]
