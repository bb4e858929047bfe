import { readFile } from 'node:fs/promises'
import { isScramVerifier } from '@holdfast/shared/scram'
import { InstancePage } from '@holdfast/shared/state/instance-page'
import { z } from 'zod'
import type { Logins } from './engine-process.ts'
import { PageRefused } from './keep-promise.ts'
import type { VolumePaths } from './volume-paths.ts'

const VerifierFile = z.record(z.string(), z.string().refine(isScramVerifier, 'is no SCRAM verifier'))

const readJson = async (path: string): Promise<unknown> => {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    throw new PageRefused(`${path} cannot be read: ${error instanceof Error ? error.message : error}`)
  }
}

/** The page of this volume. Its absence means that this is no volume of ours, or that it is not mounted. */
export async function readInstancePage(paths: VolumePaths): Promise<InstancePage> {
  const reading = InstancePage.safeParse(await readJson(paths.page))
  if (!reading.success) throw new PageRefused(`${paths.page} is not a page: ${z.prettifyError(reading.error)}`)
  return reading.data
}

/** The verifiers of every login that the page names. Their values never leave this process but for the engine. */
export async function readLogins(paths: VolumePaths, page: InstancePage): Promise<Logins> {
  const reading = VerifierFile.safeParse(await readJson(paths.logins))
  if (!reading.success) throw new PageRefused(`${paths.logins} does not hold verifiers`)
  const missing = Object.keys(page.logins).filter((name) => reading.data[name] === undefined)
  if (missing.length > 0) throw new PageRefused(`${paths.logins} lacks ${missing.join(', ')}`)
  return Object.fromEntries(Object.entries(reading.data).filter(([name]) => name in page.logins))
}
