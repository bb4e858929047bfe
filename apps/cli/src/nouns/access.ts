import { hostname } from 'node:os'
import { createClient } from '@holdfast/shared/client/client'
import { accountRoutes } from '@holdfast/shared/contract/account-routes'
import { memberRoutes } from '@holdfast/shared/contract/member-routes'
import { organizationRoutes } from '@holdfast/shared/contract/organization-routes'
import { Permission } from '@holdfast/shared/contract/permissions'
import { personRoutes, type SessionView } from '@holdfast/shared/contract/person-routes'
import { TokenId } from '@holdfast/shared/ids'
import { type Arguments, type Command, type Context, UsageError } from '../command.ts'
import { saveCredentials } from '../credentials.ts'
import { table } from '../output.ts'

const emailOf = (args: Arguments): string => {
  const email = args.text('email')
  if (!email) throw new UsageError('needs --email E')
  if (!args.flag('password-stdin'))
    throw new UsageError('needs --password-stdin, so that the password stands in no history')
  return email
}

/** Makes a token with the session's own rights in one organization and keeps it, so that no password is kept. */
export async function keepToken(context: Context, session: SessionView, organization?: string): Promise<number> {
  const call = createClient({
    url: context.url,
    token: () => session.accessToken,
    organization: () => organization,
  })
  const { value } = await call(accountRoutes.createToken, {
    body: { name: `holdfast on ${hostname()}`.slice(0, 80) },
  })
  await saveCredentials(context.config.folder, { url: context.url, token: value })
  context.output.result(
    { person: session.person, url: context.url },
    `Signed in to ${context.url} as ${session.person.email}; a token for 90 days is kept in ${context.config.folder}.`,
  )
  return 0
}

const credentials = { email: { type: 'string' }, 'password-stdin': { type: 'boolean' } } as const

const signUp: Command = {
  usage: 'sign-up --email E --password-stdin [--organization O] [--setup-code C]',
  summary: 'Sign up, make an organization, and stay signed in',
  options: { ...credentials, organization: { type: 'string' }, 'setup-code': { type: 'string' } },
  async run(context, args) {
    const email = emailOf(args)
    const organization = args.text('organization')
    const setupCode = args.text('setup-code')
    const body = {
      email,
      password: await context.readInput(),
      ...(organization && { organization }),
      ...(setupCode && { setupCode }),
    }
    return keepToken(context, await context.call(personRoutes.signUp, { body }))
  },
}

const login: Command = {
  usage: 'login --email E --password-stdin',
  summary: 'Sign in and keep a token on this machine',
  options: credentials,
  async run(context, args) {
    const email = emailOf(args)
    return keepToken(
      context,
      await context.call(personRoutes.signIn, { body: { email, password: await context.readInput() } }),
    )
  },
}

const whoami: Command = {
  usage: 'whoami',
  summary: 'Who you are, for which organization, with which permissions',
  async run(context) {
    const me = await context.call(personRoutes.whoami, {})
    const who = me.person?.email ?? 'a token'
    context.output.result(me, `${who} for ${me.organizationId ?? 'no organization'}\n  ${me.permissions.join(', ')}`)
    return 0
  },
}

const organizationList: Command = {
  usage: 'organization list',
  summary: 'Organizations you belong to',
  async run(context) {
    const page = await context.call(organizationRoutes.list, { query: { limit: 200 } })
    context.output.result(
      page,
      table(
        ['id', 'name', 'role'],
        page.items.map((it) => [it.id, it.name, it.role]),
      ),
    )
    return 0
  },
}

const organizationCreate: Command = {
  usage: 'organization create NAME',
  summary: 'Make another organization',
  async run(context, args) {
    const made = await context.call(organizationRoutes.create, { body: { name: args.at(0) } })
    context.output.result(made, `${made.name} (${made.id})`)
    return 0
  },
}

const organizationRename: Command = {
  usage: 'organization rename NAME',
  summary: 'Give the organization another name',
  example: "holdfast organization rename 'Difference Engines'",
  async run(context, args) {
    const { organizationId } = await context.call(personRoutes.whoami, {})
    if (!organizationId) throw new UsageError('you belong to no organization')
    const renamed = await context.call(memberRoutes.rename, { params: { organizationId }, body: { name: args.at(0) } })
    context.output.result(renamed, `${renamed.name} (${renamed.id})`)
    return 0
  },
}

const scopesOf = (text: string | undefined): Permission[] | undefined => {
  const scopes = text?.split(',').map((scope) => Permission.safeParse(scope.trim()))
  const wrong = scopes?.some((scope) => !scope.success)
  if (wrong) throw new UsageError(`--scopes is a list of ${Permission.options.join(', ')}`)
  return scopes?.flatMap((scope) => (scope.success ? [scope.data] : []))
}

const tokenCreate: Command = {
  usage: 'token create NAME [--scopes A,B] [--days N]',
  summary: 'Make a token; its value is shown once',
  options: { scopes: { type: 'string' }, days: { type: 'string' } },
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

const tokenList: Command = {
  usage: 'token list',
  summary: 'Tokens of the organization',
  async run(context) {
    const page = await context.call(organizationRoutes.listTokens, { query: { limit: 200 } })
    const rows = page.items.map((it) => [
      it.id,
      it.name,
      `${it.prefix}…`,
      it.revokedAt ? 'revoked' : (it.expiresAt ?? 'no end'),
      it.lastUsedAt,
    ])
    context.output.result(page, table(['id', 'name', 'value', 'until', 'last used'], rows))
    return 0
  },
}

const tokenRevoke: Command = {
  usage: 'token revoke ID',
  summary: 'Revoke a token',
  async run(context, args) {
    const tokenId = TokenId.safeParse(args.at(0))
    if (!tokenId.success) throw new UsageError(`"${args.at(0)}" is not a token id (tk_…)`)
    await context.call(organizationRoutes.revokeToken, { params: { tokenId: tokenId.data } })
    context.output.result({ revoked: tokenId.data }, `${tokenId.data} is revoked`)
    return 0
  },
}

export const accessCommands: readonly Command[] = [
  signUp,
  login,
  whoami,
  organizationList,
  organizationCreate,
  organizationRename,
  tokenCreate,
  tokenList,
  tokenRevoke,
]
