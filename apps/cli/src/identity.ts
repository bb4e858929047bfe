import { OrganizationId } from '@holdfast/shared/ids'
import { UsageError } from './command.ts'
import type { Config } from './config.ts'
import {
  type KeptOrganization,
  listProfiles,
  type Profile,
  profileName,
  readCurrentName,
  readProfile,
  readSoundProfile,
} from './profiles.ts'

/** Where to ask, and as whom. */
export interface Identity {
  readonly url: string
  readonly token: string | undefined
  /** The organization to name in each request; a token of the environment is checked against it. */
  readonly organizationId: OrganizationId | undefined
  readonly profileName: string
  /** What is kept under that name, or undefined. */
  readonly profile: Profile | undefined
}

export interface Chosen {
  /** `--profile`. */
  readonly profile?: string | undefined
  /** `--organization`: a name or an id. */
  readonly organization?: string | undefined
}

const ownMachine = 'http://127.0.0.1:7400'

/** The environment wins over what is kept; an option that contradicts the environment is refused, so that nobody acts as somebody else. */
export async function chooseIdentity(config: Config, chosen: Chosen, isForAnybody = false): Promise<Identity> {
  const named = chosen.profile ?? config.profile ?? (await readCurrentName(config.folder))
  const name = profileName(named ?? 'default')
  // Who needs no profile is not stopped by a damaged one: those mend it.
  const read = isForAnybody || config.token !== undefined ? readSoundProfile : readProfile
  const kept = await read(config.folder, name)
  const url = config.url ?? kept?.url ?? ownMachine
  // A token is shown to the installation it is of, and to nobody else.
  const profile = kept && new URL(kept.url).origin === new URL(url).origin ? kept : undefined
  const nobody = { url, token: undefined, organizationId: undefined, profileName: name, profile }
  if (isForAnybody) return nobody
  if (config.token !== undefined) return { ...nobody, ...ofToken(config.token, chosen) }
  if (!kept && named !== undefined) throw new UsageError(await missing(config.folder, name))
  if (kept && !profile && chosen.profile !== undefined)
    throw new UsageError(`profile "${name}" is of ${kept.url}, but HOLDFAST_URL is ${url}; unset it`)
  if (!profile && chosen.organization !== undefined)
    throw new UsageError('nobody is signed in here; use `holdfast login` first')
  if (!profile) return nobody
  const { id, token } = keptOrganization(name, profile, chosen.organization)
  return { ...nobody, token, organizationId: id }
}

function ofToken(token: string, { profile, organization }: Chosen): Pick<Identity, 'token' | 'organizationId'> {
  if (profile !== undefined)
    throw new UsageError('HOLDFAST_TOKEN is set and wins over profiles; unset it to use --profile')
  const id = organization === undefined ? undefined : OrganizationId.safeParse(organization)
  if (id && !id.success)
    throw new UsageError(
      'HOLDFAST_TOKEN speaks for one organization only; name it by its id (or_…), or unset the token',
    )
  return { token, organizationId: id?.data }
}

/** The organization of a profile that a name or id means, or the chosen one. */
export function keptOrganization(profileName: string, profile: Profile, wanted?: string): KeptOrganization {
  const { organizations, organizationId } = profile
  const found = organizations.filter(({ id, name }) =>
    wanted === undefined ? id === organizationId : id === wanted || name.toLowerCase() === wanted.toLowerCase(),
  )
  const [one, another] = found
  if (another)
    throw new UsageError(`"${wanted}" names several organizations; use one of ${found.map(({ id }) => id).join(', ')}`)
  if (one) return one
  throw new UsageError(
    `profile "${profileName}" has no organization "${wanted ?? organizationId}", only ${organizations.map(({ name }) => `"${name}"`).join(', ')}; if you joined it since, use \`holdfast login\` again`,
  )
}

/** What to say of a profile that is not there. */
export async function missing(folder: string, name: string): Promise<string> {
  const others = await listProfiles(folder)
  const known = others.length === 0 ? 'there are none' : `there are ${others.join(', ')}`
  return `there is no profile "${name}" (${known}); make it with \`holdfast login --profile ${name} --email E --password-stdin\`, or choose another with \`holdfast profile use NAME\``
}
