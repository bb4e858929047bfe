import { accessRoutes } from '@holdfast/shared/contract/access-routes'
import type { RoleGrant } from '@holdfast/shared/contract/access-views'
import { GrantPreset } from '@holdfast/shared/state/desired'
import { type Arguments, type Command, type Context, UsageError } from '../command.ts'
import { withReadableCa } from '../database-door.ts'
import { firstLogicalDatabase } from '../first-logical-database.ts'
import { followChange } from '../follow-change.ts'
import { listCommand } from '../list-command.ts'
import { databaseNames, roleNames } from '../offers.ts'

const list = listCommand({
  usage: 'role list DATABASE',
  summary: 'Roles inside a database with what they may do',
  example: 'holdfast role list orders',
  offers: { DATABASE: databaseNames },
  ask: ({ call }, query, args) => call(accessRoutes.listRoles, { params: { database: args.at(0) }, query }),
  head: ['name', 'state', 'logins', 'grants', '', 'because'],
  row: (it) => [
    it.name,
    it.state,
    it.logins.join(', '),
    it.grants.map(({ database, preset }) => `${database}=${preset}`).join(', '),
    [
      it.replication ? 'replication' : '',
      it.needsCertificate ? 'certificate' : '',
      it.isPlatformMade ? '' : 'made by SQL',
    ]
      .filter((word) => word !== '')
      .join(', '),
    it.because,
  ],
  none: 'It has no roles beside its own logins.',
})

const presets = GrantPreset.options
const accessOptions = {
  grant: { type: 'string', multiple: true },
  replication: { type: 'string' },
  certificate: { type: 'string' },
} as const
const onOff = ['on', 'off']
const offers = { DATABASE: databaseNames, ROLE: roleNames }
const accessOffers = { '--grant': presets, '--replication': onOff, '--certificate': onOff }

/** `orders=read`, or `read` alone for the first logical database. */
async function grantsOf(context: Context, args: Arguments): Promise<RoleGrant[]> {
  const grants: RoleGrant[] = []
  for (const text of args.texts('grant').flatMap((list) => list.split(','))) {
    const [, named, wanted] = /^(?:(.*)=)?([^=]*)$/.exec(text) ?? []
    const preset = GrantPreset.safeParse(wanted)
    if (!preset.success) throw new UsageError(`--grant is [DATABASE=]PRESET with a preset of ${presets.join(', ')}`)
    grants.push({ database: named ?? (await firstLogicalDatabase(context, args.at(0))), preset: preset.data })
  }
  return grants
}

function switchOf(args: Arguments, name: string): boolean | undefined {
  const text = args.text(name)
  if (text === undefined) return undefined
  if (text !== 'on' && text !== 'off') throw new UsageError(`--${name} is on or off`)
  return text === 'on'
}

function switchesOf(args: Arguments) {
  const [replication, needsCertificate] = [switchOf(args, 'replication'), switchOf(args, 'certificate')]
  return {
    ...(replication !== undefined && { replication }),
    ...(needsCertificate !== undefined && { needsCertificate }),
  }
}

const create: Command = {
  usage: 'role create DATABASE ROLE [--grant [LOGICAL=]PRESET]... [--replication on] [--certificate on]',
  summary: 'Create a role with two logins; prints the password of the first',
  example: 'holdfast role create orders reporting --grant read --wait',
  options: accessOptions,
  offers: { ...offers, ROLE: [], ...accessOffers },
  async run(context, args) {
    const [database, name] = [args.at(0), args.at(1)]
    const body = { name, grants: await grantsOf(context, args), ...switchesOf(args) }
    const made = await context.call(accessRoutes.createRole, { params: { database }, body })
    context.output.remark(`The password of ${made.login}; holdfast role url ${database} ${name} shows it again:`)
    return followChange(context, args, { document: made, text: made.password, done: made.password })
  },
}

const change: Command = {
  usage:
    'role change DATABASE ROLE [--grant [LOGICAL=]PRESET]... [--no-grants] [--replication on|off] [--certificate on|off]',
  summary: 'Change what a role may do; the grants given replace those it has',
  example: 'holdfast role change orders reporting --grant write --wait',
  options: { ...accessOptions, 'no-grants': { type: 'boolean' } },
  offers: { ...offers, ...accessOffers },
  async run(context, args) {
    const grants = await grantsOf(context, args)
    if (args.flag('no-grants') && grants.length > 0) throw new UsageError('--grant and --no-grants exclude each other')
    const body = { ...((grants.length > 0 || args.flag('no-grants')) && { grants }), ...switchesOf(args) }
    if (Object.keys(body).length === 0) throw new UsageError('needs something to change; see --help')
    const params = { database: args.at(0), role: args.at(1) }
    const document = await context.call(accessRoutes.changeRole, { params, body, ifMatch: '*' })
    const text = `${params.role} is being changed`
    return followChange(context, args, { document, text, done: `${params.role} is changed` })
  },
}

const remove: Command = {
  usage: 'role delete DATABASE ROLE --yes',
  summary: 'Delete a role: its sessions end, what it owns goes to the owner, its certificates are revoked',
  example: 'holdfast role delete orders reporting --yes --wait',
  offers,
  async run(context, args) {
    const params = { database: args.at(0), role: args.at(1) }
    if (!args.flag('yes')) throw new UsageError(`this deletes the role ${params.role}; confirm with --yes`)
    const document = await context.call(accessRoutes.removeRole, { params, ifMatch: '*' })
    const text = `${params.role} is being deleted`
    return followChange(context, args, { document, text, done: `${params.role} is gone` })
  },
}

const url: Command = {
  usage: 'role url DATABASE ROLE [--pooled]',
  summary: 'The connection string of a role with its password (the reading is audited)',
  example: 'holdfast role url orders reporting',
  options: { pooled: { type: 'boolean' } },
  offers,
  async run(context, args) {
    const value = await roleUrl(context, { database: args.at(0), role: args.at(1), isPooled: args.flag('pooled') })
    context.output.result({ url: value }, value)
    return 0
  },
}

interface RoleDoor {
  readonly database: string
  readonly role: string
  readonly isPooled: boolean
}

/** How to be a role, by a connection string whose CA certificate this machine can read. */
export async function roleUrl(context: Context, { database, role, isPooled }: RoleDoor): Promise<string> {
  const connection = await context.call(accessRoutes.revealRole, { params: { database, role } })
  const found = isPooled ? connection.pooledUrl : connection.url
  if (!found) throw new UsageError(`the role ${role} does not pass the pooler`)
  return withReadableCa(context, found)
}

export const roleCommands: readonly Command[] = [list, create, change, remove, url]
