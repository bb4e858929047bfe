import { invitationRoutes } from '@holdfast/shared/contract/invitation-routes'
import { organizationOf, sessionOf } from '../../people/caller.ts'
import { listOpenInvitations, toInvitationView } from '../../people/invitation-store.ts'
import {
  acceptInvitation,
  invite,
  inviteAgain,
  type MadeInvitation,
  openInvitation,
  readInvitation,
  revokeInvitation,
} from '../../people/invitations.ts'
import { invitationLetter } from '../../people/letters.ts'
import { findPersonByEmail } from '../../people/person-store.ts'
import { startSession } from '../../people/sessions.ts'
import { demandInvitedEntry, signUpInvited } from '../../people/sign-up.ts'
import type { Tx } from '../../platform/database/database.ts'
import { mount, mountPrepared } from '../mount.ts'
import { pageOf } from '../page-of.ts'
import { secretLink } from '../secret-link.ts'
import type { ServerDesk } from '../server-desk.ts'
import { by, type PeopleParts, sessionView } from './people.ts'

export function mountInvitations(server: ServerDesk, parts: PeopleParts): void {
  const { mail, letterLimits } = parts
  const made = async (tx: Tx, { row, value }: MadeInvitation) => {
    const url = secretLink(server.publicUrl, '/invitation', value)
    if (mail.isOpen) letterLimits.take({ organizationId: row.organizationId, recipient: row.email })
    await mail.send(tx, invitationLetter(row, url))
    return { invitation: toInvitationView(row), isMailed: mail.isOpen, value, url }
  }
  mount(server, invitationRoutes.list, ({ database, caller, query }) =>
    pageOf(query, async (page) =>
      (await listOpenInvitations(database.read, organizationOf(caller), page)).map(toInvitationView),
    ),
  )
  mount(server, invitationRoutes.create, async ({ tx, caller, body, audit }) => {
    const invitation = await invite(tx, caller, body)
    audit(invitation.row.id, { ...body })
    return made(tx, invitation)
  })
  mount(server, invitationRoutes.resend, async ({ tx, caller, params, audit }) => {
    const invitation = await inviteAgain(tx, caller, params.invitationId)
    audit(params.invitationId, { email: invitation.row.email })
    return made(tx, invitation)
  })
  mount(server, invitationRoutes.revoke, async ({ tx, caller, params, audit }) => {
    const { email } = await revokeInvitation(tx, caller, params.invitationId)
    audit(params.invitationId, { email })
  })
  mountAnswers(server, parts)
}

/** What the invited person does. */
function mountAnswers(server: ServerDesk, parts: PeopleParts): void {
  mount(server, invitationRoutes.open, async ({ tx, body, audit }) => {
    const row = await openInvitation(tx, body.value)
    const { id, organizationId, organizationName, email, role, invitedBy } = row
    audit(id, {}, { actor: { kind: 'person', id, name: `link for ${email}` }, organizationId })
    const needsAccount = !(await findPersonByEmail(tx, email))
    const expiresAt = row.expiresAt.toISOString()
    return { organizationId, organizationName, email, role, invitedBy, expiresAt, needsAccount }
  })
  mount(server, invitationRoutes.accept, async ({ tx, caller, body, audit }) => {
    const { personId } = sessionOf(caller)
    const row = await acceptInvitation(tx, body.value, { id: personId, email: caller.name })
    const { organizationId, organizationName: name, role } = row
    audit(row.id, { role }, { organizationId })
    return { organizationId, name, role }
  })
  mountPrepared(server, invitationRoutes.signUp, {
    async prepare({ body, from, database }) {
      const giveBack = parts.limits.take({ address: from.address, email: body.value })
      const { email } = await readInvitation(database.read, body.value)
      await demandInvitedEntry(database.read, parts.rules, email)
      const passwordHash = await parts.passwords.hash(body.password)
      giveBack()
      return { email, passwordHash }
    },
    async run({ tx, body, prepared, from, cookie, audit }) {
      const person = await signUpInvited(tx, parts.rules, prepared)
      const { id, organizationId, role } = await acceptInvitation(tx, body.value, person)
      const { sessionId, refreshToken } = await startSession(tx, person.id, from)
      audit(id, { role, signedUp: true }, by(person.id, person.email, organizationId))
      cookie.keep(refreshToken)
      return sessionView(tx, parts, { personId: person.id, sessionId })
    },
  })
}
