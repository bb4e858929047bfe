import { ApiProblem } from '@holdfast/shared/client/api-problem'
import { createClient } from '@holdfast/shared/client/client'
import { organizationRoutes } from '@holdfast/shared/contract/organization-routes'
import { type Command, type Context, UsageError } from '../command.ts'
import { missing } from '../identity.ts'
import { profileNames } from '../offers.ts'
import { table } from '../output.ts'
import {
  listProfiles,
  type Profile,
  readProfile,
  readSoundProfile,
  removeProfile,
  saveCurrentName,
} from '../profiles.ts'

const list: Command = {
  usage: 'profile list',
  summary: 'Whom this machine is signed in as; * is used when nothing else is said',
  example: 'holdfast profile list',
  isForAnybody: true,
  async run(context) {
    const { folder } = context.config
    const names = await listProfiles(folder)
    const items = await Promise.all(
      names.map(async (name) => {
        const profile = await readSoundProfile(folder, name)
        const organization = profile?.organizations.find(({ id }) => id === profile.organizationId)
        return {
          name,
          isCurrent: name === context.profileName,
          url: profile?.url ?? null,
          email: profile?.email ?? null,
          organizationId: organization?.id ?? null,
          organization: organization?.name ?? null,
        }
      }),
    )
    const rows = items.map((it) => [
      it.isCurrent ? '*' : '',
      it.name,
      it.url ?? 'damaged: remove it and sign in again',
      it.email,
      it.organization,
    ])
    const text =
      items.length === 0
        ? 'Nobody is signed in on this machine.'
        : table(['', 'name', 'url', 'e-mail', 'organization'], rows)
    context.output.result({ items, nextCursor: null }, text)
    return 0
  },
}

const use: Command = {
  usage: 'profile use NAME',
  summary: 'Speak as this profile unless --profile or the environment says otherwise',
  example: 'holdfast profile use work',
  offers: { NAME: profileNames },
  isForAnybody: true,
  async run(context, args) {
    const name = args.at(0)
    const profile = await readProfile(context.config.folder, name)
    if (!profile) throw new UsageError(await missing(context.config.folder, name))
    await saveCurrentName(context.config.folder, name)
    context.output.result({ current: name }, `Commands now speak as ${profile.email} to ${profile.url}.`)
    if (context.config.profile !== undefined || context.config.token !== undefined)
      context.output.remark('HOLDFAST_PROFILE or HOLDFAST_TOKEN is set and wins over this.')
    return 0
  },
}

/** Revokes what the profile held where its token may do that; says so where it may not. */
async function revokeAll({ output }: Context, profile: Profile): Promise<void> {
  for (const { id, name, token, tokenId } of profile.organizations) {
    const call = createClient({ url: profile.url, token: () => token, organization: () => id })
    await call(organizationRoutes.revokeToken, { params: { tokenId } }).catch((error: unknown) => {
      if (!(error instanceof ApiProblem)) throw error
      if (error.code === 'not-signed-in') return
      output.remark(`The token ${tokenId} of "${name}" still holds until it ends: ${error.document.detail}`)
    })
  }
}

const remove: Command = {
  usage: 'profile remove NAME --yes',
  summary: 'Forget a profile on this machine and revoke its tokens',
  example: 'holdfast profile remove work --yes',
  offers: { NAME: profileNames },
  isForAnybody: true,
  async run(context, args) {
    const name = args.at(0)
    if (!args.flag('yes')) throw new UsageError(`this forgets who "${name}" is; confirm with --yes`)
    // A damaged file is removed as well: that is what its problem tells people to do.
    const profile = await readSoundProfile(context.config.folder, name)
    if (profile) await revokeAll(context, profile)
    if (!(await removeProfile(context.config.folder, name)))
      throw new UsageError(await missing(context.config.folder, name))
    context.output.result({ removed: name }, `Profile "${name}" is gone from this machine.`)
    return 0
  },
}

export const profileCommands: readonly Command[] = [list, use, remove]
