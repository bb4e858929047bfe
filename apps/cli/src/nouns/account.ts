import { accountRoutes } from '@holdfast/shared/contract/account-routes'
import { SessionId } from '@holdfast/shared/ids'
import { type Command, UsageError } from '../command.ts'
import { everyPage } from '../every-page.ts'
import { table } from '../output.ts'
import { asPerson, asPersonOptions } from '../own-session.ts'
import { removeProfile } from '../profiles.ts'

const listSessions: Command = {
  usage: 'session list --password-stdin',
  summary: 'Where you are signed in (needs your password)',
  example: 'holdfast session list --password-stdin < password',
  options: asPersonOptions,
  async run(context, args) {
    // The session that asks ends with the answer, so it is none to tell of.
    const items = await asPerson(context, args, async ({ call }) =>
      (await everyPage((query) => call(accountRoutes.listSessions, { query }))).filter(({ isCurrent }) => !isCurrent),
    )
    const rows = items.map((it) => [it.id, it.startedAt, it.lastUsedAt, it.address, it.userAgent])
    const text =
      items.length === 0
        ? 'You are signed in nowhere.'
        : table(['id', 'since', 'last used', 'address', 'program'], rows)
    context.output.result({ items, nextCursor: null }, text)
    return 0
  },
}

const endSession: Command = {
  usage: 'session end ID --password-stdin',
  summary: 'End one of your sessions; it is refused within a second (needs your password)',
  example: 'holdfast session end ss_01jz8k3m9q0000000000 --password-stdin < password',
  options: asPersonOptions,
  async run(context, args) {
    const sessionId = SessionId.safeParse(args.at(0))
    if (!sessionId.success)
      throw new UsageError(`"${args.at(0)}" is not a session id (ss_…); see holdfast session list`)
    await asPerson(context, args, ({ call }) =>
      call(accountRoutes.endSession, { params: { sessionId: sessionId.data } }),
    )
    context.output.result({ ended: sessionId.data }, `${sessionId.data} has ended`)
    return 0
  },
}

const endAllSessions: Command = {
  usage: 'session end-all --password-stdin',
  summary: 'End every session of yours; tokens stay (needs your password)',
  example: 'holdfast session end-all --password-stdin < password',
  options: asPersonOptions,
  async run(context, args) {
    await asPerson(context, args, ({ call }) => call(accountRoutes.endOtherSessions, {}))
    context.output.result({ ended: 'all' }, 'You are signed in nowhere now; tokens still hold.')
    return 0
  },
}

const changePassword: Command = {
  usage: 'password change --password-stdin',
  summary: 'Change your password: the old one and the new one on two lines of standard input; sessions end',
  example: 'holdfast password change --password-stdin < old-and-new',
  options: asPersonOptions,
  async run(context, args) {
    await asPerson(context, args, ({ call, password: current, more: [password] }) => {
      if (!password) throw new UsageError('needs two lines on standard input: the old password and the new one')
      return call(accountRoutes.changePassword, { body: { current, password } })
    })
    context.output.result({ changed: true }, 'The new password holds; other sessions have ended.')
    return 0
  },
}

const exportAccount: Command = {
  usage: 'account export --password-stdin',
  summary: 'Everything kept about you, as one JSON document (needs your password)',
  example: 'holdfast account export --password-stdin < password > account.json',
  options: asPersonOptions,
  async run(context, args) {
    const document = await asPerson(context, args, ({ call }) => call(accountRoutes.export, {}))
    context.output.result(document, JSON.stringify(document, null, 2))
    return 0
  },
}

const deleteAccount: Command = {
  usage: 'account delete --password-stdin --yes',
  summary: 'Delete yourself: account, memberships, tokens; the audit trail keeps what was done (needs your password)',
  example: 'holdfast account delete --password-stdin --yes < password',
  options: asPersonOptions,
  async run(context, args) {
    if (!args.flag('yes')) throw new UsageError('this deletes your account for good; confirm with --yes')
    const email = await asPerson(context, args, async ({ call, session, password }) => {
      await call(accountRoutes.remove, { body: { password } })
      return session.person.email
    })
    if (context.profile?.email === email) await removeProfile(context.config.folder, context.profileName)
    context.output.result({ deleted: email }, `The account of ${email} is gone.`)
    return 0
  },
}

export const accountCommands: readonly Command[] = [
  listSessions,
  endSession,
  endAllSessions,
  changePassword,
  exportAccount,
  deleteAccount,
]
