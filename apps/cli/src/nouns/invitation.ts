import { createClient } from '@holdfast/shared/client/client'
import { invitationRoutes } from '@holdfast/shared/contract/invitation-routes'
import { personRoutes } from '@holdfast/shared/contract/person-routes'
import { InvitationId } from '@holdfast/shared/ids'
import { type Command, UsageError } from '../command.ts'
import { everyPage } from '../every-page.ts'
import { table } from '../output.ts'
import { secretIn } from '../secret-in.ts'
import { keepToken } from './access.ts'

const idOf = (text: string) => {
  const id = InvitationId.safeParse(text)
  if (!id.success) throw new UsageError(`"${text}" is not an invitation id (iv_…); see holdfast invitation list`)
  return { invitationId: id.data }
}

const list: Command = {
  usage: 'invitation list',
  summary: 'Invitations that are neither accepted nor revoked',
  async run(context) {
    const items = await everyPage((query) => context.call(invitationRoutes.list, { query }))
    const rows = items.map((it) => [it.id, it.email, it.role, it.invitedBy, it.expiresAt, it.openedAt])
    context.output.result(
      { items },
      items.length === 0 ? 'Nobody is invited.' : table(['id', 'e-mail', 'role', 'by', 'until', 'opened'], rows),
    )
    return 0
  },
}

const resend: Command = {
  usage: 'invitation resend ID',
  summary: 'A new link for 7 days more; the old one ends',
  async run(context, args) {
    const made = await context.call(invitationRoutes.resend, { params: idOf(args.at(0)) })
    context.output.remark(`${made.invitation.email}, until ${made.invitation.expiresAt}. The link is shown only now:`)
    context.output.result(made, made.url)
    return 0
  },
}

const revoke: Command = {
  usage: 'invitation revoke ID',
  summary: 'Revoke an invitation; its link ends at once',
  async run(context, args) {
    const { invitationId } = idOf(args.at(0))
    await context.call(invitationRoutes.revoke, { params: { invitationId } })
    context.output.result({ revoked: invitationId }, `${invitationId} is revoked`)
    return 0
  },
}

const accept: Command = {
  usage: 'invitation accept LINK --password-stdin',
  summary: 'Join with the password of your account, or a new one if you have none, and stay signed in',
  example: "holdfast invitation accept 'http://…/invitation#hf_invite_…' --password-stdin",
  options: { 'password-stdin': { type: 'boolean' } },
  async run(context, args) {
    if (!args.flag('password-stdin'))
      throw new UsageError('needs --password-stdin, so that the password stands in no history')
    const value = secretIn(args.at(0))
    const offer = await context.call(invitationRoutes.open, { body: { value } })
    const password = await context.readInput()
    if (offer.needsAccount) {
      const session = await context.call(invitationRoutes.signUp, { body: { value, password } })
      return keepToken(context, session, offer.organizationId)
    }
    const session = await context.call(personRoutes.signIn, { body: { email: offer.email, password } })
    const call = createClient({ url: context.url, token: () => session.accessToken })
    await call(invitationRoutes.accept, { body: { value } })
    return keepToken(context, session, offer.organizationId)
  },
}

export const invitationCommands: readonly Command[] = [list, resend, revoke, accept]
