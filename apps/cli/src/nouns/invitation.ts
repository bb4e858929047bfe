import { invitationRoutes } from '@holdfast/shared/contract/invitation-routes'
import { personRoutes } from '@holdfast/shared/contract/person-routes'
import { InvitationId } from '@holdfast/shared/ids'
import { type Command, type Offer, UsageError } from '../command.ts'
import { keepTokens } from '../keep-tokens.ts'
import { listCommand } from '../list-command.ts'
import { callAs, passwordsFrom } from '../own-session.ts'
import { secretIn } from '../secret-in.ts'

const idOf = (text: string) => {
  const id = InvitationId.safeParse(text)
  if (!id.success) throw new UsageError(`"${text}" is not an invitation id (iv_…); see holdfast invitation list`)
  return { invitationId: id.data }
}

const list = listCommand({
  usage: 'invitation list',
  summary: 'Invitations that are neither accepted nor revoked',
  example: 'holdfast invitation list',
  ask: (context, query) => context.call(invitationRoutes.list, { query }),
  head: ['id', 'e-mail', 'role', 'by', 'until', 'opened'],
  row: (it) => [it.id, it.email, it.role, it.invitedBy, it.expiresAt, it.openedAt],
  none: 'Nobody is invited.',
})

const openIds: Offer = async ({ call }) =>
  (await call(invitationRoutes.list, { query: { limit: 200 } })).items.map(({ id }) => id)

const resend: Command = {
  usage: 'invitation resend ID',
  summary: 'A new link for 7 days more; the old one ends',
  example: 'holdfast invitation resend iv_01jz8k3m9q0000000000',
  offers: { ID: openIds },
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
  example: 'holdfast invitation revoke iv_01jz8k3m9q0000000000',
  offers: { ID: openIds },
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
  example: "holdfast invitation accept 'https://holdfast.example/invitation#hf_invite_…' --password-stdin < password",
  options: { 'password-stdin': { type: 'boolean' } },
  isForAnybody: true,
  async run(context, args) {
    const value = secretIn(args.at(0))
    const [password] = await passwordsFrom(context, args)
    const offer = await context.call(invitationRoutes.open, { body: { value } })
    if (offer.needsAccount) {
      const session = await context.call(invitationRoutes.signUp, { body: { value, password } })
      return keepTokens(context, session)
    }
    const session = await context.call(personRoutes.signIn, { body: { email: offer.email, password } })
    await callAs(context, session)(invitationRoutes.accept, { body: { value } })
    return keepTokens(context, session)
  },
}

export const invitationCommands: readonly Command[] = [list, resend, revoke, accept]
