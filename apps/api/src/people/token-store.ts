import type { TokenView } from '@holdfast/shared/contract/organization-routes'
import { MemberRole, Permission } from '@holdfast/shared/contract/permissions'
import { OrganizationId, type PersonId, TokenId } from '@holdfast/shared/ids'
import type { Database, Tx } from '../platform/database/database.ts'
import { Prisma } from '../platform/database/generated/client.ts'

export interface TokenRow {
  readonly id: TokenId
  readonly organizationId: OrganizationId
  readonly name: string
  readonly scopes: readonly Permission[]
  readonly expiresAt: Date | null
  readonly revokedAt: Date | null
  readonly lastUsedAt: Date | null
  /** What the person who made it is at this moment; undefined when they are gone. */
  readonly maker: { readonly isOperator: boolean; readonly role: MemberRole | undefined } | undefined
}

export interface NewToken {
  readonly id: TokenId
  readonly organizationId: OrganizationId
  readonly createdById: PersonId
  readonly name: string
  readonly hash: string
  readonly prefix: string
  readonly scopes: readonly Permission[]
  readonly expiresAt: Date | null
}

export async function saveToken(tx: Tx, token: NewToken): Promise<TokenView> {
  return toView(await tx.token.create({ data: { ...token, scopes: [...token.scopes] } }))
}

interface FoundToken {
  readonly id: string
  readonly organizationId: string
  readonly name: string
  readonly scopes: readonly string[]
  readonly expiresAt: Date | null
  readonly revokedAt: Date | null
  readonly lastUsedAt: Date | null
  /** Null when the maker is gone; of a member the role too. */
  readonly isOperator: boolean | null
  readonly role: string | null
}

/** Asked for about once a second and token in use: one prepared statement. */
export async function findTokenByHash(database: Database, hash: string): Promise<TokenRow | undefined> {
  const [row] = await database.query<FoundToken>(Prisma.sql`
    SELECT t.id, t.organization_id AS "organizationId", t.name, t.scopes, t.expires_at AS "expiresAt",
      t.revoked_at AS "revokedAt", t.last_used_at AS "lastUsedAt", p.is_operator AS "isOperator", m.role
    FROM token t LEFT JOIN person p ON p.id = t.created_by_id
    LEFT JOIN member m ON m.person_id = p.id AND m.organization_id = t.organization_id
    WHERE t.hash = ${hash}`)
  if (!row) return undefined
  const { isOperator, role, ...token } = row
  return {
    ...token,
    id: TokenId.parse(token.id),
    organizationId: OrganizationId.parse(token.organizationId),
    scopes: knownScopes(token.scopes),
    maker: isOperator === null ? undefined : { isOperator, role: role === null ? undefined : MemberRole.parse(role) },
  }
}

export async function listTokenViews(
  tx: Tx,
  organizationId: OrganizationId,
  page: { after: string | undefined; limit: number; maker?: PersonId },
): Promise<TokenView[]> {
  const rows = await tx.token.findMany({
    where: {
      organizationId,
      ...(page.maker === undefined ? {} : { createdById: page.maker }),
      ...(page.after === undefined ? {} : { id: { lt: page.after } }),
    },
    orderBy: { id: 'desc' },
    take: page.limit,
  })
  return rows.map(toView)
}

/** Every token that a person made, in every organization. */
export async function listTokenViewsOfMaker(tx: Tx, createdById: PersonId): Promise<TokenView[]> {
  return (await tx.token.findMany({ where: { createdById }, orderBy: { id: 'desc' } })).map(toView)
}

export async function findMakerOfToken(tx: Tx, tokenId: string): Promise<string | undefined> {
  const row = await tx.token.findUnique({ where: { id: tokenId }, select: { createdById: true } })
  return row?.createdById
}

/** Revokes a token of the organization and returns it; undefined when the organization has none such. Revoking twice changes nothing. */
export async function revokeTokenRow(
  tx: Tx,
  organizationId: OrganizationId,
  tokenId: TokenId,
): Promise<TokenView | undefined> {
  await tx.token.updateMany({
    where: { id: tokenId, organizationId, revokedAt: null },
    data: { revokedAt: new Date() },
  })
  const row = await tx.token.findFirst({ where: { id: tokenId, organizationId } })
  return row ? toView(row) : undefined
}

export async function noteTokenUse(tx: Tx, tokenId: TokenId, at: Date): Promise<void> {
  await tx.token.updateMany({ where: { id: tokenId }, data: { lastUsedAt: at } })
}

/** Scopes that this version no longer knows give nothing. */
const knownScopes = (scopes: readonly string[]): Permission[] =>
  scopes.flatMap((scope) => {
    const known = Permission.safeParse(scope)
    return known.success ? [known.data] : []
  })

interface TokenColumns {
  id: string
  name: string
  prefix: string
  scopes: string[]
  createdAt: Date
  expiresAt: Date | null
  lastUsedAt: Date | null
  revokedAt: Date | null
}

const toView = (row: TokenColumns): TokenView => ({
  id: TokenId.parse(row.id),
  name: row.name,
  prefix: row.prefix,
  scopes: knownScopes(row.scopes),
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt?.toISOString() ?? null,
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  revokedAt: row.revokedAt?.toISOString() ?? null,
})
