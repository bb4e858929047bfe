import { constants, type FileHandle, open } from 'node:fs/promises'

const { O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants

/** Far more than any page, key or certificate. */
const largestFile = 1024 * 1024

/**
 * Works in a folder that an instance may have changed: whoever owns a volume can put a symbolic link to somebody else's
 * files, a pipe that never ends or a file without end where the agent, which is root, expects its own. The folder is held
 * open meanwhile, so it cannot be exchanged either. `work` gets its path.
 */
export async function inFolder<Result>(
  path: string,
  work: (path: string, folder: FileHandle) => Promise<Result>,
): Promise<Result> {
  const folder = await open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
  try {
    return await work(`/proc/self/fd/${folder.fd}`, folder)
  } finally {
    await folder.close()
  }
}

/** The text of a plain file of modest size in a folder; undefined when it is anything else, or not there. */
export function readFileIn(folder: string, name: string): Promise<string | undefined> {
  return inFolder(folder, async (path) => {
    const file = await open(`${path}/${name}`, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
    try {
      const found = await file.stat()
      return found.isFile() && found.size <= largestFile ? await file.readFile('utf8') : undefined
    } finally {
      await file.close()
    }
  }).catch(() => undefined)
}
