import { personRoutes, type SessionView } from '@holdfast/shared/contract/person-routes'
import type { OrganizationId, PersonId, SessionId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import type { MailDoor } from '../../mail/mail-door.ts'
import { sessionOf } from '../../people/caller.ts'
import type { CredentialLimits } from '../../people/credential-limits.ts'
import type { LetterLimits } from '../../people/letter-limits.ts'
import type { Passwords } from '../../people/passwords.ts'
import { findPersonByEmail, findPersonView, isThereAnOperator } from '../../people/person-store.ts'
import { endSessionNow, refreshSession, startSession } from '../../people/sessions.ts'
import { demandEntry, type SignUpRules, signUp } from '../../people/sign-up.ts'
import type { Tx } from '../../platform/database/database.ts'
import type { Authentication } from '../authenticate.ts'
import { mount, mountPrepared } from '../mount.ts'
import type { ServerDesk } from '../server-desk.ts'

export interface PeopleParts {
  readonly passwords: Passwords
  readonly limits: CredentialLimits
  readonly letterLimits: LetterLimits
  readonly rules: SignUpRules
  readonly refreshKey: Buffer
  readonly authentication: Authentication
  readonly mail: MailDoor
  readonly installation: { readonly version: string; readonly endpointHost: string }
}

export function mountPeople(server: ServerDesk, parts: PeopleParts): void {
  mount(server, personRoutes.installation, async ({ database }) => ({
    ...parts.installation,
    needsSetup: !(await isThereAnOperator(database.read)),
    signUp: parts.rules.mode,
    sendsMail: parts.mail.isOpen,
  }))
  mountSignUp(server, parts)
  mountSignIn(server, parts)
  mountRefresh(server, parts)
  mount(server, personRoutes.signOut, async ({ tx, caller, cookie, audit }) => {
    const { sessionId } = sessionOf(caller)
    await endSessionNow(tx, sessionId)
    audit(sessionId)
    cookie.clear()
  })
  mount(server, personRoutes.whoami, async ({ database, caller }) => ({
    kind: caller.kind,
    person: caller.personId === null ? null : ((await findPersonView(database.read, caller.personId)) ?? null),
    organizationId: caller.organizationId,
    permissions: [...caller.permissions].toSorted(),
  }))
}

function mountSignUp(server: ServerDesk, parts: PeopleParts): void {
  mountPrepared(server, personRoutes.signUp, {
    async prepare({ body, from, database }) {
      const giveBack = parts.limits.take({ address: from.address, email: body.email })
      demandEntry(parts.rules, body.setupCode, !(await isThereAnOperator(database.read)))
      // Asked here too, so that finding out who has signed up costs attempts.
      if (await findPersonByEmail(database.read, body.email)) throw new Problem('email-taken', {})
      const passwordHash = await parts.passwords.hash(body.password)
      giveBack()
      return passwordHash
    },
    async run({ tx, body, prepared: passwordHash, from, cookie, audit }) {
      const wish = { email: body.email, passwordHash, organization: body.organization, setupCode: body.setupCode }
      const { personId, organizationId, isOperator } = await signUp(tx, parts.rules, wish)
      const session = await startSession(tx, personId, from)
      audit(personId, { isOperator }, by(personId, body.email, organizationId))
      cookie.keep(session.refreshToken)
      return sessionView(tx, parts, { personId, sessionId: session.sessionId })
    },
  })
}

function mountSignIn(server: ServerDesk, parts: PeopleParts): void {
  mountPrepared(server, personRoutes.signIn, {
    async prepare({ body, from, database }) {
      const giveBack = parts.limits.take({ address: from.address, email: body.email })
      const person = await findPersonByEmail(database.read, body.email)
      const isRight = await parts.passwords.verify(person?.passwordHash, body.password)
      if (!person || !isRight) throw new Problem('sign-in-refused', {})
      giveBack()
      return person
    },
    async run({ tx, prepared: person, from, cookie, audit }) {
      const { sessionId, refreshToken } = await startSession(tx, person.id, from)
      const view = await sessionView(tx, parts, { personId: person.id, sessionId })
      audit(sessionId, {}, by(person.id, person.email, view.person.memberships[0]?.organizationId))
      cookie.keep(refreshToken)
      return view
    },
  })
}

function mountRefresh(server: ServerDesk, parts: PeopleParts): void {
  mount(server, personRoutes.refresh, async ({ tx, cookie, audit }) => {
    const outcome = await refreshSession(tx, { token: cookie.token, key: parts.refreshKey })
    const { personId, id: sessionId } = outcome.session
    const view = await sessionView(tx, parts, { personId, sessionId })
    const { email, memberships } = view.person
    audit(sessionId, { outcome: outcome.is }, by(personId, email, memberships[0]?.organizationId))
    if (outcome.is === 'reused') {
      cookie.clear()
      return new Problem('session-reused', {})
    }
    cookie.keep(outcome.refreshToken)
    return view
  })
}

/** What a new or prolonged session answers. */
export async function sessionView(
  tx: Tx,
  { authentication }: Pick<PeopleParts, 'authentication'>,
  { personId, sessionId }: { personId: PersonId; sessionId: SessionId },
): Promise<SessionView> {
  const person = await findPersonView(tx, personId)
  if (!person) throw new Problem('not-signed-in', { because: 'the person is gone' })
  return { ...authentication.issue(personId, sessionId), person }
}

export const by = (id: PersonId, email: string, organizationId: OrganizationId | undefined) => ({
  actor: { kind: 'person', id, name: email } as const,
  organizationId,
})
