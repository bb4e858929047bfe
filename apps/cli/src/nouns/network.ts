import { databaseRoutes } from '@holdfast/shared/contract/database-routes'
import { type Command, UsageError } from '../command.ts'
import { databaseNames } from '../offers.ts'

const everywhere = ['0.0.0.0/0', '::/0']
const sentence = (networks: readonly string[]): string =>
  networks.length === 0 ? 'Nobody may connect.' : networks.join('\n')

const list: Command = {
  usage: 'network list DATABASE',
  summary: 'From where a database may be reached',
  example: 'holdfast network list orders',
  offers: { DATABASE: databaseNames },
  async run(context, args) {
    const { allowedNetworks: items } = await context.call(databaseRoutes.show, { params: { database: args.at(0) } })
    context.output.result({ items, nextCursor: null }, sentence(items))
    return 0
  },
}

const set: Command = {
  usage: 'network set DATABASE NETWORKS',
  summary: 'Allow these networks and no others: a list with commas, or everywhere, or nowhere',
  example: 'holdfast network set orders 10.0.0.0/8,2001:db8::/32',
  offers: { DATABASE: databaseNames, NETWORKS: ['everywhere', 'nowhere'] },
  async run(context, args) {
    const text = args.at(1)
    const networks = text.split(',').map((network) => network.trim())
    if (networks.includes('')) throw new UsageError('networks look like 10.0.0.0/8,192.0.2.7/32')
    const allowedNetworks = text === 'everywhere' ? everywhere : text === 'nowhere' ? [] : networks
    const params = { database: args.at(0) }
    const database = await context.call(databaseRoutes.change, { params, body: { allowedNetworks }, ifMatch: '*' })
    context.output.result(database, sentence(database.allowedNetworks))
    return 0
  },
}

export const networkCommands: readonly Command[] = [list, set]
