import { execFile } from 'node:child_process'
import { access, mkdir, rm, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { syncFolder, writeDurably } from '../../../instance-manager/durable-file.ts'
import type { EnginePaths } from './engine-paths.ts'
import { giveFreshIdentity } from './fresh-identity.ts'

const run = promisify(execFile)

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/** Data counts from the moment it is whole and on disk. Nobody was told of an instance that is still `unfinished`. */
export const isInitialised = async (paths: EnginePaths): Promise<boolean> =>
  (await isThere(join(paths.data, 'PG_VERSION'))) && !(await isThere(paths.unfinished))

/** Unpacks the template. The mark stands durably before the first file, so that a part is never taken for the whole. */
export async function initialise(paths: EnginePaths): Promise<void> {
  await writeDurably(paths.unfinished, 'the data was not whole yet: it is made again\n')
  await rm(paths.data, { recursive: true, force: true })
  await mkdir(paths.data, { mode: 0o700 })
  await run('tar', [
    '--extract',
    `--file=${paths.template}`,
    `--directory=${paths.data}`,
    '--blocking-factor=1024',
    '--touch',
    '--no-same-owner',
  ])
  await giveFreshIdentity(paths.data)
}

/** Takes the mark away once everything is on disk: one syncfs of the volume instead of one fsync for each of a thousand files. */
export async function finish(paths: EnginePaths): Promise<void> {
  if (!(await isThere(paths.unfinished))) return
  await run('sync', ['-f', paths.data])
  await unlink(paths.unfinished)
  await syncFolder(dirname(paths.unfinished))
}
