import { accountRoutes } from '@holdfast/shared/contract/account-routes'
import { Problem } from '@holdfast/shared/problems/problem'
import { deleteAccount, exportPerson, toSessionView } from '../../people/account.ts'
import { type Caller, organizationOf, sessionOf } from '../../people/caller.ts'
import { resetLetter } from '../../people/letters.ts'
import { changePassword, offerResetByEmail, readReset, resetPassword } from '../../people/password-resets.ts'
import { findPerson } from '../../people/person-store.ts'
import { listSessions, saveProof } from '../../people/session-store.ts'
import { endOwnSession, endSessionsNow } from '../../people/sessions.ts'
import { listTokenViews } from '../../people/token-store.ts'
import { createToken, revokeOwnToken } from '../../people/tokens.ts'
import type { Database } from '../../platform/database/database.ts'
import { mount, mountPrepared } from '../mount.ts'
import { pageOf } from '../page-of.ts'
import type { ServerDesk } from '../server-desk.ts'
import { resetReply } from './members.ts'
import { by, type PeopleParts } from './people.ts'

/** What a person does with their own account. */
export function mountAccount(server: ServerDesk, parts: PeopleParts): void {
  mountSessions(server)
  mountPasswords(server, parts)
  mountTokens(server)
  mount(server, accountRoutes.export, ({ database, caller }) => exportPerson(database.read, sessionOf(caller).personId))
  mountPrepared(server, accountRoutes.remove, {
    prepare: ({ body, caller, from, database }) =>
      demandPassword(parts, { caller, database, address: from.address, password: body.password }),
    async run({ tx, caller, audit, cookie }) {
      const { personId } = sessionOf(caller)
      const { organizationsClosed } = await deleteAccount(tx, personId)
      audit(personId, { organizationsClosed })
      cookie.clear()
      return undefined
    },
  })
}

function mountSessions(server: ServerDesk): void {
  mount(server, accountRoutes.listSessions, ({ database, caller, query }) => {
    const own = sessionOf(caller)
    return pageOf(query, async (page) =>
      (await listSessions(database.read, own.personId, { ...page, open: true })).map((session) => ({
        ...toSessionView(session),
        isCurrent: session.id === own.sessionId,
      })),
    )
  })
  mount(server, accountRoutes.endSession, async ({ tx, caller, params, audit }) => {
    await endOwnSession(tx, sessionOf(caller).personId, params.sessionId)
    audit(params.sessionId)
  })
  mount(server, accountRoutes.endOtherSessions, async ({ tx, caller, audit }) => {
    const { personId, sessionId } = sessionOf(caller)
    const ended = await endSessionsNow(tx, personId, { because: 'ended from another session', but: sessionId })
    audit(personId, { ended })
  })
}

/** Every member may have tokens of their own; those of others are for whoever manages tokens. */
function mountTokens(server: ServerDesk): void {
  mount(server, accountRoutes.listTokens, ({ database, caller, query }) => {
    const { personId: maker } = sessionOf(caller)
    return pageOf(query, (page) => listTokenViews(database.read, organizationOf(caller), { ...page, maker }))
  })
  mount(server, accountRoutes.createToken, async ({ tx, caller, body, audit }) => {
    sessionOf(caller)
    const made = await createToken(tx, caller, body)
    audit(made.token.id, { name: body.name, scopes: made.token.scopes })
    return made
  })
  mount(server, accountRoutes.revokeToken, async ({ tx, caller, params, audit }) => {
    await revokeOwnToken(tx, caller, params.tokenId)
    audit(params.tokenId)
  })
}

function mountPasswords(server: ServerDesk, parts: PeopleParts): void {
  mountPrepared(server, accountRoutes.prove, {
    prepare: ({ body, caller, from, database }) =>
      demandPassword(parts, { caller, database, address: from.address, password: body.password }),
    async run({ tx, caller, audit }) {
      const { sessionId } = sessionOf(caller)
      await saveProof(tx, sessionId)
      audit(sessionId)
      return undefined
    },
  })
  mountPrepared(server, accountRoutes.changePassword, {
    async prepare({ body, caller, from, database }) {
      await demandPassword(parts, { caller, database, address: from.address, password: body.current })
      return parts.passwords.hash(body.password)
    },
    async run({ tx, caller, prepared: passwordHash, audit }) {
      const sessionsEnded = await changePassword(tx, sessionOf(caller), passwordHash)
      audit(caller.id, { sessionsEnded })
      return undefined
    },
  })
  mountPrepared(server, accountRoutes.askPasswordReset, {
    async prepare({ body, from }) {
      if (!parts.mail.isOpen) throw new Problem('mail-not-configured', {})
      parts.limits.take({ address: from.address, email: body.email })
    },
    async run({ tx, body, audit }) {
      const offer = await offerResetByEmail(tx, body.email)
      if (offer) {
        await parts.mail.send(tx, resetLetter(resetReply(server, offer)))
        audit(offer.personId, {}, by(offer.personId, offer.email, undefined))
      }
      return undefined
    },
  })
  mountPrepared(server, accountRoutes.resetPassword, {
    async prepare({ body, from, database }) {
      const giveBack = parts.limits.take({ address: from.address, email: body.value })
      await readReset(database.read, body.value)
      const passwordHash = await parts.passwords.hash(body.password)
      giveBack()
      return passwordHash
    },
    async run({ tx, body, prepared: passwordHash, audit }) {
      const { row, sessionsEnded } = await resetPassword(tx, { value: body.value, passwordHash })
      audit(row.personId, { sessionsEnded }, by(row.personId, row.email, undefined))
      return undefined
    },
  })
}

interface Proof {
  readonly caller: Caller
  readonly database: Database
  readonly address: string
  readonly password: string
}

/** A session alone is not enough for what cannot be undone: whoever finds an open browser does not know the password. */
async function demandPassword({ limits, passwords }: PeopleParts, { caller, database, address, password }: Proof) {
  const { personId } = sessionOf(caller)
  const giveBack = limits.take({ address, email: caller.name })
  const person = await findPerson(database.read, personId)
  if (!(await passwords.verify(person?.passwordHash, password))) throw new Problem('sign-in-refused', {})
  giveBack()
}
