import { hostname } from 'node:os'
import { ApiProblem } from '@holdfast/shared/client/api-problem'
import { accountRoutes } from '@holdfast/shared/contract/account-routes'
import { organizationRoutes } from '@holdfast/shared/contract/organization-routes'
import type { SessionView } from '@holdfast/shared/contract/person-routes'
import type { OrganizationId } from '@holdfast/shared/ids'
import { type Context, UsageError } from './command.ts'
import { everyPage } from './every-page.ts'
import { firstOf, type PageQuery } from './list-command.ts'
import { callAs, endQuietly } from './own-session.ts'
import { type KeptOrganization, type Profile, readCurrentName, saveCurrentName, saveProfile } from './profiles.ts'

const mostOrganizations = 50

/**
 * Makes a token with the person's own rights in each of their organizations (or the one wanted), keeps them as the profile, and ends
 * the session: no password is kept. Tokens that the profile held before are revoked.
 */
export async function keepTokens(context: Context, session: SessionView, wanted?: string): Promise<number> {
  try {
    const chosen = await organizationsOf(context, session, wanted)
    const profile = await makeProfile(context, session, chosen)
    await saveProfile(context.config.folder, context.profileName, profile)
    await revokeReplaced(context, session, profile)
    await makeCurrentIfFirst(context)
    sayWhatIsKept(context, session, profile)
  } finally {
    await endQuietly(context, session)
  }
  return 0
}

type Chosen = { readonly id: OrganizationId; readonly name: string }

async function organizationsOf(context: Context, session: SessionView, wanted?: string): Promise<readonly Chosen[]> {
  const call = callAs(context, session)
  const list = (query: PageQuery) => call(organizationRoutes.list, { query })
  // Who names one means any of them.
  const { items, nextCursor } =
    wanted === undefined ? await firstOf(mostOrganizations, list) : { items: await everyPage(list), nextCursor: null }
  if (nextCursor) context.output.remark(`Only your first ${mostOrganizations} organizations; name one: --organization`)
  const chosen = items.filter(({ id, name }) => wanted === undefined || id === wanted || name === wanted)
  if (chosen.length === 0)
    throw new UsageError(
      wanted === undefined
        ? 'you belong to no organization; ask somebody to invite you'
        : `you belong to no organization "${wanted}"`,
    )
  return chosen
}

async function makeProfile(context: Context, session: SessionView, chosen: readonly Chosen[]): Promise<Profile> {
  const organizations: KeptOrganization[] = []
  try {
    for (const organization of chosen) organizations.push(await makeToken(context, session, organization))
  } catch (error) {
    await revokeTokens(context, session, organizations)
    throw error
  }
  const before = context.profile?.email === session.person.email ? context.profile.organizationId : undefined
  const [first] = chosen
  const organizationId = chosen.find(({ id }) => id === before)?.id ?? first?.id
  if (organizationId === undefined) throw new Error('a profile was made for no organization')
  return { url: context.url, email: session.person.email, organizationId, organizations }
}

async function makeToken(context: Context, session: SessionView, { id, name }: Chosen): Promise<KeptOrganization> {
  const body = { name: `holdfast on ${hostname()}, profile ${context.profileName}`.slice(0, 80) }
  const { token, value } = await callAs(context, session, id)(accountRoutes.createToken, { body })
  return { id, name, tokenId: token.id, token: value }
}

/** Keeps a token for one organization more. */
export async function keepOneMore(context: Context, session: SessionView, organization: Chosen): Promise<void> {
  const kept = await makeToken(context, session, organization)
  const { url, profile, profileName, config } = context
  const fresh = { url, email: session.person.email, organizationId: kept.id, organizations: [] }
  const before = profile ?? fresh
  await saveProfile(config.folder, profileName, { ...before, organizations: [...before.organizations, kept] })
}

/** A token that its organization no longer knows is as good as revoked. */
async function revokeTokens(context: Context, session: SessionView, kept: readonly KeptOrganization[]): Promise<void> {
  for (const { id, tokenId } of kept)
    await callAs(
      context,
      session,
      id,
    )(accountRoutes.revokeToken, { params: { tokenId } }).catch((error: unknown) => {
      if (error instanceof ApiProblem && error.code === 'not-found') return
      const because = error instanceof Error ? error.message : String(error)
      context.output.remark(`The token ${tokenId}, no longer needed, could not be revoked: ${because}`)
    })
}

async function revokeReplaced(context: Context, session: SessionView, profile: Profile): Promise<void> {
  if (context.profile?.email === profile.email) await revokeTokens(context, session, context.profile.organizations)
}

async function makeCurrentIfFirst({ config, profileName }: Context): Promise<void> {
  if ((await readCurrentName(config.folder)) === undefined) await saveCurrentName(config.folder, profileName)
}

function sayWhatIsKept(context: Context, session: SessionView, profile: Profile): void {
  const { organizations, organizationId, email, url } = profile
  const chosen = organizations.find(({ id }) => id === organizationId)
  const others = organizations.filter(({ id }) => id !== organizationId).map(({ name }) => `"${name}"`)
  const further = others.length === 0 ? '' : ` (also kept: ${others.join(', ')}; see holdfast organization use)`
  context.output.result(
    { person: session.person, url, profile: context.profileName, organizationId },
    `Signed in to ${url} as ${email} for "${chosen?.name}"${further}; tokens for 90 days are kept as profile "${context.profileName}" in ${context.config.folder}.`,
  )
}
