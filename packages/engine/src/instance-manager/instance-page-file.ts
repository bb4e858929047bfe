import { readFile } from 'node:fs/promises'
import { isScramVerifier } from '@holdfast/shared/scram'
import type { InstancePage } from '@holdfast/shared/state/instance-page'
import { isInstancePage, wrongFields } from './check-page.ts'
import type { Logins } from './engine-process.ts'
import { PageRefused } from './keep-promise.ts'
import type { VolumePaths } from './volume-paths.ts'

const isLogins = (value: unknown): value is Logins =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((verifier) => typeof verifier === 'string' && isScramVerifier(verifier))

const readJson = async (path: string): Promise<unknown> => {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    throw new PageRefused(`${path} cannot be read: ${error instanceof Error ? error.message : error}`)
  }
}

/** The page of this volume. Its absence means that this is no volume of ours, or that it is not mounted. */
export async function readInstancePage(paths: VolumePaths): Promise<InstancePage> {
  const page = await readJson(paths.page)
  if (!isInstancePage(page))
    throw new PageRefused(`${paths.page} is not a page: ${wrongFields(page).join(', ')} are not as they should be`)
  return page
}

/** Every login that must have a verifier: the owner's, the pooler's, and those of further roles that are not to go. */
const namedLogins = ({ logins, pooler, access }: InstancePage): string[] => [
  ...Object.keys(logins),
  ...(pooler ? [pooler.login] : []),
  ...(access?.roles.flatMap((role) => (role.state === 'present' ? Object.keys(role.logins) : [])) ?? []),
]

/** The verifiers of every login that the page names. Their values never leave this process but for the engine. */
export async function readLogins(paths: VolumePaths, page: InstancePage): Promise<Logins> {
  const logins = await readJson(paths.logins)
  if (!isLogins(logins)) throw new PageRefused(`${paths.logins} does not hold verifiers`)
  const named = namedLogins(page)
  const missing = named.filter((name) => logins[name] === undefined)
  if (missing.length > 0) throw new PageRefused(`${paths.logins} lacks ${missing.join(', ')}`)
  return Object.fromEntries(Object.entries(logins).filter(([name]) => named.includes(name)))
}
