import { organizationRoutes } from '@holdfast/shared/contract/organization-routes'
import { Permission } from '@holdfast/shared/contract/permissions'
import { TokenId } from '@holdfast/shared/ids'
import { type Command, UsageError } from '../command.ts'
import { listCommand } from '../list-command.ts'

const scopesOf = (text: string | undefined): Permission[] | undefined => {
  const scopes = text?.split(',').map((scope) => Permission.safeParse(scope.trim()))
  const wrong = scopes?.some((scope) => !scope.success)
  if (wrong) throw new UsageError(`--scopes is a list of ${Permission.options.join(', ')}`)
  return scopes?.flatMap((scope) => (scope.success ? [scope.data] : []))
}

const create: Command = {
  usage: 'token create NAME [--scopes A,B] [--days N]',
  summary: 'Make a token; its value is shown once',
  example: 'holdfast token create deploy --scopes database:read,database:connect --days 30',
  options: { scopes: { type: 'string' }, days: { type: 'string' } },
  offers: { '--scopes': Permission.options },
  async run(context, args) {
    const scopes = scopesOf(args.text('scopes'))
    const days = args.text('days')
    if (days !== undefined && !/^\d+$/.test(days)) throw new UsageError('--days is a whole number')
    const body = { name: args.at(0), ...(scopes && { scopes }), ...(days && { expiresInDays: Number(days) }) }
    const made = await context.call(organizationRoutes.createToken, { body })
    context.output.remark(
      `${made.token.name}: ${made.token.scopes.join(', ')}; ends ${made.token.expiresAt ?? 'never'}. It is shown only now:`,
    )
    context.output.result(made, made.value)
    return 0
  },
}

const list = listCommand({
  usage: 'token list',
  summary: 'Tokens of the organization',
  example: 'holdfast token list',
  ask: (context, query) => context.call(organizationRoutes.listTokens, { query }),
  head: ['id', 'name', 'value', 'until', 'last used'],
  row: (it) => [it.id, it.name, `${it.prefix}…`, it.revokedAt ? 'revoked' : (it.expiresAt ?? 'no end'), it.lastUsedAt],
  none: 'The organization has no tokens.',
})

const revoke: Command = {
  usage: 'token revoke ID',
  summary: 'Revoke a token; it is refused within a second',
  example: 'holdfast token revoke tk_01jz8k3m9q0000000000',
  offers: {
    ID: async ({ call }) =>
      (await call(organizationRoutes.listTokens, { query: { limit: 200 } })).items.flatMap(({ id, revokedAt }) =>
        revokedAt === null ? [id] : [],
      ),
  },
  async run(context, args) {
    const tokenId = TokenId.safeParse(args.at(0))
    if (!tokenId.success) throw new UsageError(`"${args.at(0)}" is not a token id (tk_…)`)
    await context.call(organizationRoutes.revokeToken, { params: { tokenId: tokenId.data } })
    context.output.result({ revoked: tokenId.data }, `${tokenId.data} is revoked`)
    return 0
  },
}

export const tokenCommands: readonly Command[] = [create, list, revoke]
