import { memberRoutes } from '@holdfast/shared/contract/member-routes'
import { organizationOf } from '../../people/caller.ts'
import { resetLetter } from '../../people/letters.ts'
import { listMemberViews } from '../../people/member-store.ts'
import { leave, removeMember, renameOrganization, setRole, transfer } from '../../people/members.ts'
import { offerResetToMember, type ResetOffer } from '../../people/password-resets.ts'
import { mount } from '../mount.ts'
import { pageOf } from '../page-of.ts'
import { secretLink } from '../secret-link.ts'
import type { ServerDesk } from '../server-desk.ts'
import type { PeopleParts } from './people.ts'

export function mountMembers(
  server: ServerDesk,
  { mail, letterLimits }: Pick<PeopleParts, 'mail' | 'letterLimits'>,
): void {
  mount(server, memberRoutes.list, ({ database, caller, query }) =>
    pageOf(query, (page) => listMemberViews(database.read, organizationOf(caller), page)),
  )
  mount(server, memberRoutes.setRole, async ({ tx, caller, params, body, audit }) => {
    const { member, was } = await setRole(tx, caller, { ...params, ...body })
    audit(member.id, { email: member.email, role: member.role, was })
    return member
  })
  mount(server, memberRoutes.remove, async ({ tx, caller, params, audit }) => {
    const { member, tokensRevoked } = await removeMember(tx, caller, params.personId)
    audit(member.id, { email: member.email, role: member.role, tokensRevoked })
  })
  mount(server, memberRoutes.offerPasswordReset, async ({ tx, caller, params, audit }) => {
    const offer = await offerResetToMember(tx, caller, params.personId)
    audit(offer.personId, { email: offer.email, isMailed: mail.isOpen })
    const reply = resetReply(server, offer)
    if (!mail.isOpen) return reply
    letterLimits.take({ organizationId: organizationOf(caller), recipient: offer.email })
    await mail.send(tx, resetLetter(reply))
    return { ...reply, isMailed: true, value: null, url: null }
  })
  mountOwnOrganization(server)
}

function mountOwnOrganization(server: ServerDesk): void {
  mount(server, memberRoutes.leave, async ({ tx, caller, params: { organizationId }, audit }) => {
    const tokensRevoked = await leave(tx, caller, organizationId)
    audit(caller.id, { tokensRevoked }, { organizationId })
  })
  mount(server, memberRoutes.rename, async ({ tx, caller, params, body, audit }) => {
    const organization = await renameOrganization(tx, caller, { ...params, ...body })
    audit(organization.id, { name: organization.name })
    return organization
  })
  mount(server, memberRoutes.transfer, async ({ tx, caller, params, body, audit }) => {
    const owner = await transfer(tx, caller, { ...params, ...body })
    audit(owner.id, { email: owner.email })
    return owner
  })
}

/** What the giver of a reset link hands over. */
export const resetReply = ({ publicUrl }: ServerDesk, { email, value, expiresAt }: ResetOffer) => ({
  email,
  isMailed: false,
  value,
  url: secretLink(publicUrl, '/password-reset', value),
  expiresAt: expiresAt.toISOString(),
})
