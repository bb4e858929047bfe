import type { ReplyOf } from '@holdfast/shared/contract/define-route'
import { operatorRoutes } from '@holdfast/shared/contract/operator-routes'
import { organizationRoutes } from '@holdfast/shared/contract/organization-routes'
import { formatBytes, parseBytes } from '@holdfast/shared/units'
import { type Arguments, type Command, type Context, UsageError } from '../command.ts'
import { everyPage } from '../every-page.ts'
import { listCommand } from '../list-command.ts'
import { table } from '../output.ts'

type Quota = ReplyOf<typeof organizationRoutes.quota>

const amounts = ({ databases, cpus, memoryBytes, storageBytes, connections }: Quota['limit']): string[] => [
  String(databases),
  String(cpus),
  formatBytes(memoryBytes),
  formatBytes(storageBytes),
  String(connections ?? '–'),
]
const kinds = ['databases', 'cpus', 'memory', 'storage', 'connections']

const asTable = ({ limit, used }: Quota): string => {
  const [limits, uses] = [amounts(limit), amounts(used)]
  return table(
    ['', 'used', 'of'],
    kinds.map((kind, index) => [kind, uses[index], limits[index]]),
  )
}

const show: Command = {
  usage: 'quota show',
  summary: 'How much the organization may have and what of it is used',
  example: 'holdfast quota show',
  async run(context) {
    const quota = await context.call(organizationRoutes.quota, {})
    context.output.result(quota, asTable(quota))
    return 0
  },
}

const list = listCommand({
  usage: 'quota list',
  summary: 'Every organization with its quota and what of it is used (operators)',
  example: 'holdfast quota list',
  ask: (context, query) => context.call(operatorRoutes.listOrganizations, { query }),
  head: ['id', 'name', 'members', ...kinds],
  row: ({ id, name, members, limit, used }) => {
    const limits = amounts(limit)
    return [id, name, members, ...amounts(used).map((amount, index) => `${amount} of ${limits[index]}`)]
  },
  none: 'There are no organizations.',
})

const numberOf = (args: Arguments, name: string, now: number): number => {
  const text = args.text(name)
  if (text === undefined) return now
  if (!/^\d{1,9}(\.\d{1,3})?$/.test(text)) throw new UsageError(`--${name} is a number`)
  return Number(text)
}

const bytesOf = (args: Arguments, name: string, now: number): number => {
  const text = args.text(name)
  const bytes = text === undefined ? now : parseBytes(text)
  if (bytes === undefined) throw new UsageError(`--${name} is an amount such as 64GiB`)
  return bytes
}

async function findOrganization({ call }: Context, wanted: string) {
  const all = await everyPage((query) => call(operatorRoutes.listOrganizations, { query }))
  const found = all.filter(({ id, name }) => id === wanted || name === wanted)
  const [one, another] = found
  if (!one) throw new UsageError(`there is no organization "${wanted}"; see holdfast quota list`)
  if (another) throw new UsageError(`"${wanted}" names several; use one of ${found.map(({ id }) => id).join(', ')}`)
  return one
}

const set: Command = {
  usage: 'quota set ORGANIZATION [--databases N] [--cpus N] [--memory 64GiB] [--storage 1TiB] [--connections N]',
  summary: 'Set the quota of an organization; what is left out stays (operators)',
  example: 'holdfast quota set "Analytical Engines" --databases 20 --storage 500GiB',
  options: {
    databases: { type: 'string' },
    cpus: { type: 'string' },
    memory: { type: 'string' },
    storage: { type: 'string' },
    connections: { type: 'string' },
  },
  async run(context, args) {
    const { id, limit } = await findOrganization(context, args.at(0))
    const body = {
      databases: numberOf(args, 'databases', limit.databases),
      cpus: numberOf(args, 'cpus', limit.cpus),
      memoryBytes: bytesOf(args, 'memory', limit.memoryBytes),
      storageBytes: bytesOf(args, 'storage', limit.storageBytes),
      connections: numberOf(args, 'connections', limit.connections ?? 10_000),
    }
    const quota = await context.call(organizationRoutes.setQuota, { params: { organizationId: id }, body })
    context.output.result(quota, asTable(quota))
    return 0
  },
}

export const quotaCommands: readonly Command[] = [show, list, set]
