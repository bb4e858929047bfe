import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DesiredHost } from '@holdfast/shared/state/desired'
import { writeFileSafely } from '../host/write-file-safely.ts'

/** The last desired page, kept for a restart without the api. It holds names of secrets, never values. */
export interface PageOnDisk {
  /** Undefined when there is none, or none that this version can read. */
  read(): Promise<DesiredHost | undefined>
  write(page: DesiredHost): Promise<void>
}

export function pageOnDisk(directory: string): PageOnDisk {
  const path = join(directory, 'desired.json')
  let writing: Promise<void> = Promise.resolve()
  return {
    async read() {
      const text = await readFile(path, 'utf8').catch(() => undefined)
      return text === undefined ? undefined : readPage(text)
    },
    write(page) {
      writing = writing.catch(() => undefined).then(() => writeFileSafely({ path, content: JSON.stringify(page) }))
      return writing
    },
  }
}

function readPage(text: string): DesiredHost | undefined {
  try {
    const page = DesiredHost.safeParse(JSON.parse(text))
    return page.success ? page.data : undefined
  } catch {
    return undefined
  }
}
