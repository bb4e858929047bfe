import { type SessionId, TokenId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import type { Database } from '../platform/database/database.ts'
import { type Identity, permissionsOf } from './identity.ts'
import { findPersonView } from './person-store.ts'
import { findSession } from './session-store.ts'
import { hashToken, isTokenValue } from './token-format.ts'
import { findTokenByHash, noteTokenUse } from './token-store.ts'

/** How long a proof may be believed without asking PostgreSQL, should a revocation's NOTIFY be lost. */
const believedMs = 800
const mostRemembered = 10_000
const noteUseEveryMs = 60_000

export interface Identities {
  /** The person of a session whose access token was verified. Throws `not-signed-in` when the session has ended. */
  /** A membership in the wanted organization is asked for once more when none is believed: it may be younger than what is believed. */
  ofSession(sessionId: SessionId, wantedOrganization?: string): Promise<Identity>
  /** Whom a token speaks for. Throws `not-signed-in` when it is unknown, revoked or expired. */
  ofToken(value: string): Promise<Identity>
  /** Forgets what was believed about a session or token; everything when no id is given. Calls whoever watches. */
  revoked(id: string | undefined): void
  /** Tells of each revocation (undefined: some may have been missed) until the returned function is called. */
  onRevoked(tell: (id: string | undefined) => void): () => void
}

interface Believed {
  readonly identity: Identity
  readonly until: number
  readonly revokedBy: string
}

/** Proofs are judged by PostgreSQL and believed for less than a second; a revocation bites at once through NOTIFY. */
export function openIdentities(database: Database, now: () => number = Date.now): Identities {
  const believed = new Map<string, Believed>()
  const watching = new Set<(id: string | undefined) => void>()

  const recall = async (key: string, ask: () => Promise<Identity>, wanted?: string): Promise<Identity> => {
    const known = believed.get(key)
    if (known && known.until > now() && known.identity.endsAt > now() && belongsTo(known.identity, wanted))
      return known.identity
    believed.delete(key)
    const identity = await ask()
    const revokedBy = identity.kind === 'person' ? identity.sessionId : identity.tokenId
    believed.set(key, { identity, until: now() + believedMs, revokedBy })
    for (const oldest of believed.keys()) {
      if (believed.size <= mostRemembered) break
      believed.delete(oldest)
    }
    return identity
  }

  return {
    ofSession: (sessionId, wanted) => recall(sessionId, () => askForSession(database, sessionId, now()), wanted),
    async ofToken(value) {
      if (!isTokenValue(value)) throw refused('this is not a token of Holdfast')
      const hash = hashToken(value)
      return recall(hash, () => askForToken(database, hash, now()))
    },
    revoked(id) {
      if (id === undefined) believed.clear()
      else for (const [key, { revokedBy }] of believed) if (revokedBy === id) believed.delete(key)
      for (const tell of watching) tell(id)
    },
    onRevoked(tell) {
      watching.add(tell)
      return () => watching.delete(tell)
    },
  }
}

const belongsTo = (identity: Identity, organization: string | undefined): boolean =>
  identity.kind !== 'person' ||
  organization === undefined ||
  identity.memberships.some(({ organizationId }) => organizationId === organization)

async function askForSession(database: Database, sessionId: SessionId, now: number): Promise<Identity> {
  const session = await findSession(database.read, sessionId)
  if (!session) throw refused('the session is not known')
  if (session.endedAt) throw refused('the session has ended')
  if (session.expiresAt.getTime() <= now) throw refused('the session is too old')
  const person = await findPersonView(database.read, session.personId)
  if (!person) throw refused('the person is gone')
  const { id: personId, email, isOperator, memberships } = person
  return { kind: 'person', personId, sessionId, email, isOperator, memberships, endsAt: session.expiresAt.getTime() }
}

async function askForToken(database: Database, hash: string, now: number): Promise<Identity> {
  const token = await findTokenByHash(database, hash)
  if (!token) throw refused('the token is not known')
  if (token.revokedAt) throw refused('the token was revoked')
  if (token.expiresAt && token.expiresAt.getTime() <= now) throw refused('the token has expired')
  if (!token.lastUsedAt || now - token.lastUsedAt.getTime() > noteUseEveryMs)
    await noteTokenUse(database.read, token.id, new Date(now))
  return {
    kind: 'token',
    tokenId: TokenId.parse(token.id),
    organizationId: token.organizationId,
    name: token.name,
    scopes: token.scopes,
    makerMay: token.maker ? permissionsOf(token.maker.role, token.maker.isOperator) : new Set(),
    endsAt: token.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY,
  }
}

const refused = (because: string): Problem => new Problem('not-signed-in', { because })
