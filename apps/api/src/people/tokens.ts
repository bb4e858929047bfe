import type { TokenView } from '@holdfast/shared/contract/organization-routes'
import type { Permission } from '@holdfast/shared/contract/permissions'
import { newId, PersonId, TokenId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import { publishEvent } from '../audit/publish-event.ts'
import type { Tx } from '../platform/database/database.ts'
import { notify } from '../platform/database/notifications.ts'
import { type Caller, organizationOf, sessionOf } from './caller.ts'
import { demandFreshSignIn } from './fresh-sign-in.ts'
import { hashToken, newTokenValue, tokenPrefix } from './token-format.ts'
import { findMakerOfToken, revokeTokenRow, saveToken } from './token-store.ts'

export interface TokenWish {
  readonly name: string
  readonly scopes?: readonly Permission[] | undefined
  readonly expiresInDays: number | null
}

/** Makes a token of the caller's organization. The value is in this answer and nowhere else. Throws `permission-missing` or `fresh-sign-in-needed`. */
export async function createToken(
  tx: Tx,
  caller: Caller,
  wish: TokenWish,
): Promise<{ token: TokenView; value: string }> {
  const scopes = wish.scopes ?? [...caller.permissions]
  const missing = scopes.find((scope) => !caller.permissions.has(scope))
  if (missing) throw new Problem('permission-missing', { permission: missing })
  // Else whoever finds an open browser reads passwords by a token.
  if (scopes.includes('database:connect')) await demandFreshSignIn(tx, caller)
  const organizationId = organizationOf(caller)
  const value = newTokenValue('pat')
  const expiresAt = wish.expiresInDays === null ? null : new Date(Date.now() + wish.expiresInDays * 86_400_000)
  const token = await saveToken(tx, {
    id: TokenId.parse(newId('tk')),
    organizationId,
    createdById: await makerOf(tx, caller),
    name: wish.name,
    hash: hashToken(value),
    prefix: tokenPrefix(value),
    scopes: [...new Set(scopes)],
    expiresAt,
  })
  await publishEvent(tx, { organizationId, topic: 'token', subject: token.id, version: 1, view: token })
  return { token, value }
}

export async function revokeToken(tx: Tx, caller: Caller, tokenId: TokenId): Promise<void> {
  const organizationId = organizationOf(caller)
  const token = await revokeTokenRow(tx, organizationId, tokenId)
  if (!token) throw new Problem('not-found', { subject: tokenId })
  await notify(tx, 'revoked', tokenId)
  await publishEvent(tx, { organizationId, topic: 'token', subject: tokenId, version: 2, view: token })
}

/** Revokes a token that the caller's own person made. */
export async function revokeOwnToken(tx: Tx, caller: Caller, tokenId: TokenId): Promise<void> {
  if ((await findMakerOfToken(tx, tokenId)) !== sessionOf(caller).personId)
    throw new Problem('not-found', { subject: tokenId })
  await revokeToken(tx, caller, tokenId)
}

/** A token made by a token counts as made by the same person: operator rights never outlive the operator. */
async function makerOf(tx: Tx, caller: Caller): Promise<PersonId> {
  if (caller.personId !== null) return caller.personId
  const maker = await findMakerOfToken(tx, caller.id)
  if (maker === undefined) throw new Problem('not-signed-in', { because: 'the token is gone' })
  return PersonId.parse(maker)
}
