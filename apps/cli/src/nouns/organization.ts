import { memberRoutes } from '@holdfast/shared/contract/member-routes'
import { organizationRoutes } from '@holdfast/shared/contract/organization-routes'
import { personRoutes } from '@holdfast/shared/contract/person-routes'
import { type Command, type Context, UsageError } from '../command.ts'
import { everyPage } from '../every-page.ts'
import { keptOrganization } from '../identity.ts'
import { keepOneMore } from '../keep-tokens.ts'
import { listCommand } from '../list-command.ts'
import { memberEmails, organizationNames } from '../offers.ts'
import { asPerson, asPersonOptions } from '../own-session.ts'
import { removeProfile, saveProfile } from '../profiles.ts'

/** What this machine can speak for: what the profile keeps, or the one that a token of the environment belongs to. */
const list: Command = listCommand({
  usage: 'organization list',
  summary: 'Organizations that this machine can speak for; * is used when nothing else is said',
  example: 'holdfast organization list',
  ask: async (context, query) => {
    const kept = context.profile?.organizations ?? []
    if (!kept.some(({ token }) => token === context.token)) return context.call(organizationRoutes.list, { query })
    return { items: kept.map(({ id, name }) => ({ id, name })), nextCursor: null }
  },
  head: ['id', 'name'],
  row: ({ id, name }) => [id, name],
  none: 'You belong to no organization.',
})

const create: Command = {
  usage: 'organization create NAME [--password-stdin]',
  summary: 'Make another organization; with your password this machine can speak for it at once',
  example: 'holdfast organization create "Difference Engines" --password-stdin < password',
  options: asPersonOptions,
  async run(context, args) {
    const body = { name: args.at(0) }
    const isPerson = args.flag('password-stdin')
    const made = isPerson
      ? await asPerson(context, args, async ({ call, session }) => {
          const organization = await call(organizationRoutes.create, { body })
          await keepOneMore(context, session, organization)
          return organization
        })
      : await context.call(organizationRoutes.create, { body })
    context.output.result(made, `${made.name} (${made.id})`)
    context.output.remark(
      isPerson
        ? `Speak for it with --organization, or always: holdfast organization use ${made.id}`
        : 'To speak for it, sign in again: holdfast login',
    )
    return 0
  },
}

const use: Command = {
  usage: 'organization use NAME',
  summary: 'Speak for this organization unless --organization says otherwise',
  example: 'holdfast organization use "Difference Engines"',
  offers: { NAME: organizationNames },
  async run(context, args) {
    const { profile, profileName, config } = context
    if (!profile || config.token !== undefined)
      throw new UsageError('only a profile has organizations to choose from; HOLDFAST_TOKEN belongs to one')
    const { id, name } = keptOrganization(profileName, profile, args.at(0))
    await saveProfile(config.folder, profileName, { ...profile, organizationId: id })
    context.output.result({ profile: profileName, organizationId: id }, `Commands now speak for "${name}" (${id}).`)
    return 0
  },
}

async function ownOrganization(context: Context) {
  const { organizationId } = await context.call(personRoutes.whoami, {})
  if (!organizationId) throw new UsageError('you belong to no organization')
  return organizationId
}

const rename: Command = {
  usage: 'organization rename NAME',
  summary: 'Give the organization another name',
  example: 'holdfast organization rename "Difference Engines"',
  async run(context, args) {
    const organizationId = await ownOrganization(context)
    const renamed = await context.call(memberRoutes.rename, { params: { organizationId }, body: { name: args.at(0) } })
    const { profile, profileName, config } = context
    if (profile?.organizations.some(({ id }) => id === renamed.id)) {
      const organizations = profile.organizations.map((it) =>
        it.id === renamed.id ? { ...it, name: renamed.name } : it,
      )
      await saveProfile(config.folder, profileName, { ...profile, organizations })
    }
    context.output.result(renamed, `${renamed.name} (${renamed.id})`)
    return 0
  },
}

const transfer: Command = {
  usage: 'organization transfer EMAIL --password-stdin --yes',
  summary: 'Make another member the owner; you become admin (needs your password)',
  example: 'holdfast organization transfer grace@example.com --password-stdin --yes < password',
  options: asPersonOptions,
  offers: { EMAIL: memberEmails },
  async run(context, args) {
    const named = args.at(0).toLowerCase()
    if (!args.flag('yes')) throw new UsageError(`${named} will own the organization; confirm with --yes`)
    const organizationId = await ownOrganization(context)
    const members = await everyPage((query) => context.call(memberRoutes.list, { query }))
    const next = members.find(({ id, email }) => email === named || id === named)
    if (!next) throw new UsageError(`"${named}" is no member; see holdfast member list`)
    const owner = await asPerson({ ...context, organizationId }, args, ({ call }) =>
      call(memberRoutes.transfer, { params: { organizationId }, body: { personId: next.id } }),
    )
    context.output.result(owner, `${owner.email} owns the organization; you are admin`)
    return 0
  },
}

const leave: Command = {
  usage: 'organization leave NAME --password-stdin --yes',
  summary: 'Leave an organization; your tokens for it are revoked (needs your password)',
  example: 'holdfast organization leave "Difference Engines" --password-stdin --yes < password',
  options: asPersonOptions,
  offers: { NAME: organizationNames },
  async run(context, args) {
    const wanted = args.at(0)
    if (!args.flag('yes')) throw new UsageError(`this ends your membership in "${wanted}"; confirm with --yes`)
    const left = await asPerson({ ...context, organizationId: undefined }, args, async ({ call }) => {
      const own = await everyPage((query) => call(organizationRoutes.list, { query }))
      const found = own.filter(({ id, name }) => id === wanted || name === wanted)
      const [one, another] = found
      if (!one) throw new UsageError(`you belong to no organization "${wanted}"`)
      if (another) throw new UsageError(`"${wanted}" names several; use one of ${found.map(({ id }) => id).join(', ')}`)
      await call(memberRoutes.leave, { params: { organizationId: one.id } })
      return one
    })
    await forget(context, left.id)
    context.output.result({ left: left.id }, `You are no longer a member of "${left.name}".`)
    return 0
  },
}

/** Drops what the profile keeps of an organization, and the profile with its last one. */
async function forget({ profile, profileName, config }: Context, organizationId: string): Promise<void> {
  const organizations = profile?.organizations.filter(({ id }) => id !== organizationId) ?? []
  const [next] = organizations
  if (!profile || organizations.length === profile.organizations.length) return
  if (!next) {
    await removeProfile(config.folder, profileName)
    return
  }
  const current = profile.organizationId === organizationId ? next.id : profile.organizationId
  await saveProfile(config.folder, profileName, { ...profile, organizations, organizationId: current })
}

export const organizationCommands: readonly Command[] = [list, create, use, rename, transfer, leave]
