import { type DatabaseView, databaseRoutes } from '@holdfast/shared/contract/database-routes'
import type { OperationView } from '@holdfast/shared/contract/operation-routes'
import { formatBytes, parseBytes } from '@holdfast/shared/units'
import { type Arguments, type Command, type Context, UsageError } from '../command.ts'
import { follow } from '../follow.ts'
import { listCommand } from '../list-command.ts'
import { databaseNames, deletedDatabaseIds, sizeNames } from '../offers.ts'

const show = (database: DatabaseView): string =>
  [
    `${database.name}: ${database.state}. ${database.because}`,
    `  ${database.engine} ${database.serverVersion ?? database.version}, size ${database.size}, ${formatBytes(database.storageBytes)}`,
    `  ${database.endpoint ? `${database.endpoint.host}:${database.endpoint.directPort}` : 'no endpoint'}, on ${database.hostName ?? 'no host'}`,
    `  protected: ${database.isProtected ? 'yes' : 'no'}, id ${database.id}, revision ${database.revision}`,
    ...(database.recoverableUntil ? [`  can be brought back until ${database.recoverableUntil}`] : []),
  ].join('\n')

/** Answers with the database at once, or with `--wait` when its operation has ended. */
async function answer(
  context: Context,
  args: Arguments,
  changed: { database: DatabaseView; operation: OperationView | null },
) {
  if (!args.flag('wait') || !changed.operation) {
    context.output.result(changed, show(changed.database))
    return 0
  }
  const { operation, code } = await follow(context, changed.operation.id)
  const database = await context.call(databaseRoutes.show, { params: { database: changed.database.id } })
  context.output.result({ database, operation }, show(database))
  return code
}

const bytesOf = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  const bytes = parseBytes(text)
  if (bytes === undefined) throw new UsageError(`"${text}" is not an amount of storage; write 10GB or 10GiB`)
  return bytes
}

const standbysOf = (text: string | undefined): number | undefined => {
  if (text !== undefined && !/^[0-4]$/.test(text)) throw new UsageError('--standbys is a number from 0 to 4')
  return text === undefined ? undefined : Number(text)
}

const durabilityOf = (text: string | undefined): 'required' | 'preferred' | 'async' | undefined => {
  if (text === undefined || text === 'required' || text === 'preferred' || text === 'async') return text
  throw new UsageError('--durability is required, preferred or async')
}

const create: Command = {
  usage:
    'database create NAME [--engine E] [--version V] [--size S] [--storage 10GB] [--standbys N] [--durability D] [--region R]',
  summary: 'Create a database',
  example: 'holdfast database create orders --size small --storage 10GiB --wait',
  options: {
    engine: { type: 'string' },
    version: { type: 'string' },
    size: { type: 'string' },
    storage: { type: 'string' },
    standbys: { type: 'string' },
    durability: { type: 'string' },
    region: { type: 'string' },
  },
  offers: { '--size': sizeNames, '--durability': ['required', 'preferred', 'async'] },
  async run(context, args) {
    const version = args.text('version')
    const storageBytes = bytesOf(args.text('storage'))
    const standbys = standbysOf(args.text('standbys'))
    const durability = durabilityOf(args.text('durability'))
    const region = args.text('region')
    const size = args.text('size')
    const engine = args.text('engine')
    const body = {
      name: args.at(0),
      ...(engine && { engine }),
      ...(version && { version }),
      ...(size && { size }),
      ...(storageBytes && { storageBytes }),
      ...(standbys !== undefined && { standbys }),
      ...(durability && { durability }),
      ...(region && { region }),
    }
    const code = await answer(context, args, await context.call(databaseRoutes.create, { body }))
    if (code === 0) context.output.remark(`Connect with: holdfast psql ${args.at(0)}`)
    return code
  },
}

const list = listCommand({
  usage: 'database list [--deleted]',
  summary: 'Databases of the organization',
  example: 'holdfast database list --organization "Analytical Engines"',
  options: { deleted: { type: 'boolean' } },
  ask: (context, query, args) =>
    context.call(databaseRoutes.list, { query: { ...query, deleted: args.flag('deleted') ? 'true' : 'false' } }),
  head: ['name', 'state', 'version', 'size', 'storage', 'host'],
  row: (it) => [it.name, it.state, it.version, it.size, formatBytes(it.storageBytes), it.hostName],
  none: 'No databases yet.',
})

const showOne: Command = {
  usage: 'database show NAME',
  summary: 'One database',
  example: 'holdfast database show orders',
  offers: { NAME: databaseNames },
  async run(context, args) {
    const database = await context.call(databaseRoutes.show, { params: { database: args.at(0) } })
    context.output.result(database, show(database))
    return 0
  },
}

const rename: Command = {
  usage: 'database rename NAME --to NEW',
  summary: 'Give a database another name; its address and login names stay',
  example: 'holdfast database rename orders --to shop',
  offers: { NAME: databaseNames },
  options: { to: { type: 'string' } },
  async run(context, args) {
    const name = args.text('to')
    if (!name) throw new UsageError('needs --to NEW')
    const database = await context.call(databaseRoutes.change, {
      params: { database: args.at(0) },
      body: { name },
      ifMatch: '*',
    })
    context.output.result(database, show(database))
    return 0
  },
}

const protect: Command = {
  usage: 'database protect NAME [--off]',
  summary: 'Turn delete protection on or off',
  example: 'holdfast database protect orders',
  offers: { NAME: databaseNames },
  options: { off: { type: 'boolean' } },
  async run(context, args) {
    const body = { isProtected: !args.flag('off') }
    const database = await context.call(databaseRoutes.protect, {
      params: { database: args.at(0) },
      body,
      ifMatch: '*',
    })
    context.output.result(database, show(database))
    return 0
  },
}

const restart: Command = {
  usage: 'database restart NAME',
  summary: 'Restart the engine; new connections wait meanwhile',
  example: 'holdfast database restart orders --wait',
  offers: { NAME: databaseNames },
  run: async (context, args) =>
    answer(
      context,
      args,
      await context.call(databaseRoutes.restart, { params: { database: args.at(0) }, ifMatch: '*' }),
    ),
}

const resize: Command = {
  usage: 'database resize NAME --storage 20GiB [--plan]',
  summary: 'Make the storage larger; clients wait while it grows',
  example: 'holdfast database resize orders --storage 20GiB --wait',
  offers: { NAME: databaseNames },
  options: { storage: { type: 'string' }, plan: { type: 'boolean' } },
  async run(context, args) {
    const storageBytes = bytesOf(args.text('storage'))
    if (storageBytes === undefined) throw new UsageError('needs --storage, for instance 20GiB')
    const params = { database: args.at(0) }
    if (!args.flag('plan'))
      return answer(
        context,
        args,
        await context.call(databaseRoutes.resize, { params, body: { storageBytes }, ifMatch: '*' }),
      )
    const plan = await context.call(databaseRoutes.planResize, {
      params,
      query: { storageBytes: String(storageBytes) },
    })
    const held = plan.isPossible ? ` Clients would be held for about ${plan.heldSeconds} s.` : ''
    context.output.result(plan, `${plan.isPossible ? '' : 'Not possible: '}${plan.because}${held}`)
    return plan.isPossible ? 0 : 1
  },
}

const remove: Command = {
  usage: 'database delete NAME --yes',
  summary: 'Delete; it can be brought back for 7 days',
  example: 'holdfast database delete orders --yes',
  offers: { NAME: databaseNames },
  async run(context, args) {
    if (!args.flag('yes')) throw new UsageError(`this deletes ${args.at(0)}; confirm with --yes`)
    return answer(
      context,
      args,
      await context.call(databaseRoutes.remove, { params: { database: args.at(0) }, ifMatch: '*' }),
    )
  },
}

const undelete: Command = {
  usage: 'database undelete NAME',
  summary: 'Bring a deleted database back with its data and address',
  example: 'holdfast database undelete orders --wait',
  offers: { NAME: deletedDatabaseIds },
  run: async (context, args) =>
    answer(context, args, await context.call(databaseRoutes.undelete, { params: { database: args.at(0) } })),
}

export const databaseCommands: readonly Command[] = [
  create,
  list,
  showOne,
  rename,
  protect,
  restart,
  resize,
  remove,
  undelete,
]
