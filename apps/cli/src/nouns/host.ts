import { type HostView, platformRoutes } from '@holdfast/shared/contract/platform-routes'
import { formatBytes } from '@holdfast/shared/units'
import type { Command } from '../command.ts'
import { table } from '../output.ts'

const freeOf = (host: HostView): string =>
  host.capacity
    ? `${formatBytes(Math.max(0, host.capacity.memoryBytes - host.reserved.memoryBytes))} memory, ${formatBytes(host.capacity.storageFreeBytes)} disk`
    : 'unknown'

const list: Command = {
  usage: 'host list',
  summary: 'Hosts with what is free on them',
  async run(context) {
    const page = await context.call(platformRoutes.hosts, { query: { limit: 200 } })
    const rows = page.items.map((it) => [it.name, it.state, it.databases, freeOf(it), it.because])
    context.output.result(page, table(['host', 'state', 'databases', 'free', 'because'], rows))
    return 0
  },
}

const show: Command = {
  usage: 'host show NAME',
  summary: 'One host with its conditions',
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

const releases: Command = {
  usage: 'release list',
  summary: 'Engine releases',
  async run(context) {
    const page = await context.call(platformRoutes.releases, { query: { limit: 200 } })
    const rows = page.items.map((it) => [
      it.engine,
      it.version,
      it.isDefault ? 'default' : '',
      Object.keys(it.packages).length,
      it.imageId.slice(7, 19),
    ])
    context.output.result(page, table(['engine', 'version', '', 'packages', 'image'], rows))
    return 0
  },
}

export const hostCommands: readonly Command[] = [list, show, releases]
