import { type HostView, platformRoutes } from '@holdfast/shared/contract/platform-routes'
import { DatabaseId } from '@holdfast/shared/ids'
import { formatBytes } from '@holdfast/shared/units'
import { type Command, type Context, UsageError } from '../command.ts'
import { listCommand } from '../list-command.ts'
import { hostNames } from '../offers.ts'

const freeOf = (host: HostView): string =>
  host.capacity
    ? `${formatBytes(Math.max(0, host.capacity.memoryBytes - host.reserved.memoryBytes))} memory, ${formatBytes(host.capacity.storageFreeBytes)} disk`
    : 'unknown'

const list = listCommand({
  usage: 'host list',
  summary: 'Hosts with what is free on them',
  example: 'holdfast host list',
  ask: (context, query) => context.call(platformRoutes.hosts, { query }),
  head: ['host', 'state', 'databases', 'free', 'because'],
  row: (it) => [it.name, it.state, it.databases, freeOf(it), it.because],
  none: 'There are no hosts.',
})

const show: Command = {
  usage: 'host show NAME',
  summary: 'One host with its conditions',
  example: 'holdfast host show this-machine',
  offers: { NAME: hostNames },
  async run(context, args) {
    const host = await context.call(platformRoutes.host, { params: { host: args.at(0) } })
    const conditions = host.conditions.map((it) => `  ${it.code} (${it.subject}): ${it.because}`)
    context.output.result(
      host,
      [
        `${host.name}: ${host.state}. ${host.because}`,
        `  free: ${freeOf(host)}`,
        `  new databases: ${host.placement.because}`,
        ...conditions,
      ].join('\n'),
    )
    return 0
  },
}

const nameAndValue = (text: string): [name: string, value: string] => {
  const [, name, value] = /^([^=]+)=(.*)$/.exec(text) ?? []
  if (name === undefined || value === undefined) throw new UsageError('a label is NAME=VALUE')
  return [name, value]
}

const joinCommand: Command = {
  usage: 'host join-command [--label NAME=VALUE]',
  summary: 'The line that makes another machine a host: good once, within an hour, run there as root',
  example: 'holdfast host join-command --label region=north',
  options: { label: { type: 'string', multiple: true } },
  async run(context, args) {
    const labels = Object.fromEntries(args.texts('label').map(nameAndValue))
    const made = await context.call(platformRoutes.createJoinToken, { body: { labels } })
    if (made.command === null) {
      context.output.remark(
        `No other machine reaches this installation at ${made.joinUrl}: set HOLDFAST_BIND to an address of its machine and start it again.`,
      )
      context.output.result(made, '')
      return 1
    }
    context.output.remark(
      `Run it as root on the new machine, which needs Docker and curl; it is good until ${made.expiresAt}.`,
    )
    context.output.result(made, made.command)
    return 0
  },
}

async function setLabels(context: Context, host: string, labels: Record<string, string | null>): Promise<HostView> {
  return context.call(platformRoutes.labelHost, { params: { host }, body: { labels } })
}

const label: Command = {
  usage: 'host label NAME [--set NAME=VALUE] [--unset NAME]',
  summary: 'Labels of a host: its region, its failure-domain, and whatever else placement asks for',
  example: 'holdfast host label kelp-02 --set region=north --set failure-domain=rack-7',
  options: { set: { type: 'string', multiple: true }, unset: { type: 'string', multiple: true } },
  offers: { NAME: hostNames },
  async run(context, args) {
    const unset = args.texts('unset').map((name): [string, null] => [name, null])
    const host = await setLabels(context, args.at(0), {
      ...Object.fromEntries(unset),
      ...Object.fromEntries(args.texts('set').map(nameAndValue)),
    })
    const pairs = Object.entries(host.labels).map(([name, value]) => `${name}=${value}`)
    context.output.result(host, `${host.name}: ${pairs.join(' ') || 'no labels'}`)
    return 0
  },
}

const drain: Command = {
  usage: 'host drain NAME',
  summary: 'Place nothing new on a host; what is there stays and goes on',
  example: 'holdfast host drain kelp-02',
  offers: { NAME: hostNames },
  async run(context, args) {
    const host = await setLabels(context, args.at(0), { placement: 'closed' })
    context.output.result(host, `${host.name} takes nothing new; ${host.databases} databases are on it and stay.`)
    return 0
  },
}

const undrain: Command = {
  usage: 'host undrain NAME',
  summary: 'Open a host for new databases again',
  example: 'holdfast host undrain kelp-02',
  offers: { NAME: hostNames },
  async run(context, args) {
    const host = await setLabels(context, args.at(0), { placement: null })
    context.output.result(host, `${host.name}: ${host.placement.because}.`)
    return 0
  },
}

const remove: Command = {
  usage: 'host remove NAME [--lost DATABASE-ID] --yes',
  summary: 'Remove a host without databases; of a dead one every database that is lost with it must be named by --lost',
  example: 'holdfast host remove kelp-02 --yes',
  options: { lost: { type: 'string', multiple: true }, yes: { type: 'boolean' } },
  offers: { NAME: hostNames },
  async run(context, args) {
    const host = args.at(0)
    if (!args.flag('yes')) throw new UsageError(`this removes ${host} for good; confirm with --yes`)
    const lost = args.texts('lost').map((text) => {
      const id = DatabaseId.safeParse(text)
      if (!id.success) throw new UsageError('--lost names a database by its id, db_…')
      return id.data
    })
    await context.call(platformRoutes.removeHost, { params: { host }, body: { lost } })
    context.output.result({ removed: host, lost }, `${host} is removed; its agent is refused from now on.`)
    return 0
  },
}

const releases = listCommand({
  usage: 'release list',
  summary: 'Engine releases',
  example: 'holdfast release list',
  ask: (context, query) => context.call(platformRoutes.releases, { query }),
  head: ['engine', 'version', '', 'packages', 'image'],
  row: (it) => [
    it.engine,
    it.version,
    it.isDefault ? 'default' : '',
    Object.keys(it.packages).length,
    it.imageId.slice(7, 19),
  ],
  none: 'There are no releases.',
})

export const hostCommands: readonly Command[] = [list, show, joinCommand, label, drain, undrain, remove, releases]
