import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { OrganizationId, TokenId } from '@holdfast/shared/ids'
import { z } from 'zod'
import { UsageError } from './command.ts'

/** One organization of the person, with the token that speaks for it. */
const KeptOrganization = z.object({ id: OrganizationId, name: z.string(), tokenId: TokenId, token: z.string() })
export type KeptOrganization = z.infer<typeof KeptOrganization>

const Profile = z.object({
  url: z.string(),
  email: z.string(),
  /** The one to speak for unless `--organization` says otherwise. */
  organizationId: OrganizationId,
  organizations: z.array(KeptOrganization).min(1).max(200),
})
/** An installation and a person there, as `holdfast login` kept them. */
export type Profile = z.infer<typeof Profile>

const legalName = /^[a-z0-9][a-z0-9-]{0,39}$/

/** The name as given; throws when it cannot be the name of a file. */
export function profileName(text: string): string {
  if (!legalName.test(text))
    throw new UsageError(`"${text}" cannot name a profile: use up to 40 of a–z, 0–9 and -, not - first`)
  return text
}

const fileOf = (folder: string, name: string) => join(folder, 'profiles', `${profileName(name)}.json`)
const currentFile = (folder: string) => join(folder, 'current-profile')

const readText = (file: string): Promise<string | undefined> =>
  readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw error
  })

/** Replaces a file at once: who reads meanwhile gets the old one or the new one, whole, and nobody else may read it. */
async function replaceFile(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await chmod(dirname(file), 0o700)
  const fresh = `${file}.${randomBytes(6).toString('hex')}.new`
  await writeFile(fresh, text, { mode: 0o600, flag: 'wx' })
  await rename(fresh, file)
}

/** The profile of this name, or undefined. */
export async function readProfile(folder: string, name: string): Promise<Profile | undefined> {
  const file = fileOf(folder, name)
  const text = await readText(file)
  if (text === undefined) return undefined
  const read = z
    .string()
    .transform((json, issues) => {
      try {
        return JSON.parse(json) as unknown
      } catch {
        issues.addIssue('is not JSON')
        return z.NEVER
      }
    })
    .pipe(Profile)
    .safeParse(text)
  if (read.success) return read.data
  throw new UsageError(
    `the file of profile "${name}" is damaged (${file}); remove it with \`holdfast profile remove ${name} --yes\` and sign in again`,
  )
}

/** The same for who can do without: a damaged one is as good as none. */
export const readSoundProfile = (folder: string, name: string): Promise<Profile | undefined> =>
  readProfile(folder, name).catch((error: unknown) => {
    if (error instanceof UsageError) return undefined
    throw error
  })

export const saveProfile = (folder: string, name: string, profile: Profile): Promise<void> =>
  replaceFile(fileOf(folder, name), JSON.stringify(profile))

/** Names of all profiles, in order. */
export async function listProfiles(folder: string): Promise<string[]> {
  const files = await readdir(join(folder, 'profiles')).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return files
    .flatMap((file) => (legalName.test(file.slice(0, -5)) && file.endsWith('.json') ? [file.slice(0, -5)] : []))
    .toSorted()
}

/** The profile chosen by `holdfast profile use`, or undefined. */
export const readCurrentName = async (folder: string): Promise<string | undefined> =>
  (await readText(currentFile(folder)))?.trim() || undefined

export const saveCurrentName = (folder: string, name: string): Promise<void> => replaceFile(currentFile(folder), name)

/** Forgets a profile on this machine; true when there was one. */
export async function removeProfile(folder: string, name: string): Promise<boolean> {
  const isThere = (await readText(fileOf(folder, name))) !== undefined
  await rm(fileOf(folder, name), { force: true })
  if ((await readCurrentName(folder)) === name) await rm(currentFile(folder), { force: true })
  return isThere
}
