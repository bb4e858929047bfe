import { execFile } from 'node:child_process'
import { access, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { syncFolder } from '../../../instance-manager/durable-file.ts'
import type { EnginePaths } from './engine-paths.ts'
import { giveFreshIdentity } from './fresh-identity.ts'

const run = promisify(execFile)

/** The folder gets its name only when everything in it is on disk: what has the name is whole. */
export const isInitialised = (paths: EnginePaths): Promise<boolean> =>
  access(join(paths.data, 'PG_VERSION')).then(
    () => true,
    () => false,
  )

export async function initialise(paths: EnginePaths): Promise<void> {
  const fresh = `${paths.data}.new`
  await rm(fresh, { recursive: true, force: true })
  await run('cp', ['-a', '--reflink=auto', paths.template, fresh])
  await giveFreshIdentity(fresh)
  // One syncfs for the volume instead of one fsync for each of a thousand files.
  await run('sync', ['-f', fresh])
  // An agent may have made the empty folder: rename replaces it, and fails on anything that is not empty.
  await rename(fresh, paths.data)
  await syncFolder(paths.volume)
}
