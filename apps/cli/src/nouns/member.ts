import type { Call } from '@holdfast/shared/client/client'
import { invitationRoutes } from '@holdfast/shared/contract/invitation-routes'
import { type MemberView, memberRoutes } from '@holdfast/shared/contract/member-routes'
import { MemberRole } from '@holdfast/shared/contract/permissions'
import { type Command, UsageError } from '../command.ts'
import { everyPage } from '../every-page.ts'
import { listCommand } from '../list-command.ts'
import { memberEmails } from '../offers.ts'

/** Reads a role from the command line. */
const roleOf = (text: string | undefined): MemberRole => {
  const role = MemberRole.safeParse(text)
  if (!role.success) throw new UsageError(`a role is ${MemberRole.options.join(', ')}`)
  return role.data
}

/** The member whom an e-mail or id names. */
async function findMember(call: Call, named: string): Promise<MemberView> {
  const members = await everyPage((query) => call(memberRoutes.list, { query }))
  const found = members.find(({ id, email }) => id === named || email === named.toLowerCase())
  if (!found) throw new UsageError(`"${named}" is no member; see holdfast member list`)
  return found
}

const list = listCommand({
  usage: 'member list',
  summary: 'Members of the organization with their roles',
  example: 'holdfast member list',
  ask: (context, query) => context.call(memberRoutes.list, { query }),
  head: ['e-mail', 'role', 'since', 'id'],
  row: (it) => [it.email, it.role, it.since, it.id],
  none: 'The organization has no members.',
})

const invite: Command = {
  usage: 'member invite EMAIL [--role R]',
  summary: 'Invite a person; prints the link to hand over (good once, for 7 days)',
  example: 'holdfast member invite grace@example.com --role developer',
  options: { role: { type: 'string' } },
  offers: { '--role': MemberRole.options },
  async run(context, args) {
    const role = args.text('role')
    const body = { email: args.at(0), ...(role && { role: roleOf(role) }) }
    const made = await context.call(invitationRoutes.create, { body })
    const { email, expiresAt, role: given } = made.invitation
    context.output.remark(`${email} may join as ${given} until ${expiresAt}. The link is shown only now:`)
    context.output.result(made, made.url)
    return 0
  },
}

const remove: Command = {
  usage: 'member remove EMAIL --yes',
  summary: 'Remove a member; their tokens for this organization are revoked',
  example: 'holdfast member remove grace@example.com --yes',
  offers: { EMAIL: memberEmails },
  async run(context, args) {
    if (!args.flag('yes')) throw new UsageError(`this removes ${args.at(0)}; confirm with --yes`)
    const { id, email } = await findMember(context.call, args.at(0))
    await context.call(memberRoutes.remove, { params: { personId: id } })
    context.output.result({ removed: id }, `${email} is no longer a member`)
    return 0
  },
}

const setRole: Command = {
  usage: 'member set-role EMAIL ROLE',
  summary: 'Give a member another role',
  example: 'holdfast member set-role grace@example.com admin',
  offers: { EMAIL: memberEmails, ROLE: MemberRole.options },
  async run(context, args) {
    const role = roleOf(args.at(1))
    const { id } = await findMember(context.call, args.at(0))
    const member = await context.call(memberRoutes.setRole, { params: { personId: id }, body: { role } })
    context.output.result(member, `${member.email} is ${member.role}`)
    return 0
  },
}

const resetPassword: Command = {
  usage: 'member reset-password EMAIL',
  summary: 'A link with which a member of this organization alone chooses a new password',
  example: 'holdfast member reset-password grace@example.com',
  offers: { EMAIL: memberEmails },
  async run(context, args) {
    const { id } = await findMember(context.call, args.at(0))
    const offer = await context.call(memberRoutes.offerPasswordReset, { params: { personId: id } })
    if (offer.url) context.output.remark(`For ${offer.email}, good once until ${offer.expiresAt}; shown only now:`)
    context.output.result(offer, offer.url ?? `A link was mailed to ${offer.email}.`)
    return 0
  },
}

export const memberCommands: readonly Command[] = [list, invite, remove, setRole, resetPassword]
