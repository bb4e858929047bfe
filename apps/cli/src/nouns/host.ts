import { type HostView, platformRoutes } from '@holdfast/shared/contract/platform-routes'
import { formatBytes } from '@holdfast/shared/units'
import { type Command, UsageError } from '../command.ts'
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
      [`${host.name}: ${host.state}. ${host.because}`, `  free: ${freeOf(host)}`, ...conditions].join('\n'),
    )
    return 0
  },
}

const joinToken: Command = {
  usage: 'host join-token [--label NAME=VALUE]',
  summary: 'A token with which one host may join within an hour; shown once, with where to join and whom to trust',
  example: 'holdfast host join-token --label placement=closed',
  options: { label: { type: 'string', multiple: true } },
  async run(context, args) {
    const pairs = args.texts('label').map((text) => text.split('=', 2))
    if (pairs.some(([name, value]) => !name || value === undefined)) throw new UsageError('--label is NAME=VALUE')
    const labels: Record<string, string> = Object.fromEntries(pairs)
    const made = await context.call(platformRoutes.createJoinToken, { body: { labels } })
    context.output.remark(`It is good once, until ${made.expiresAt}; join at ${made.joinUrl}, CA pin ${made.caPin}.`)
    context.output.result(made, made.token)
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

export const hostCommands: readonly Command[] = [list, show, joinToken, releases]
