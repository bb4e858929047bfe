import { type FileHandle, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  ArchiveList,
  agentImageName,
  archiveFile,
  archiveListFile,
  type ImageArchive,
} from '@holdfast/shared/state/image-archives'

/** Images that hosts load from here. Read anew each time: the platform replaces them while the api runs. */
export interface ImageArchives {
  /** The agent's image, which a joining host loads first; undefined where none is kept. */
  findAgent(): Promise<ImageArchive | undefined>
  find(imageId: string): Promise<ImageArchive | undefined>
  open(archive: ImageArchive): Promise<FileHandle>
}

export function openImageArchives(directory: string | undefined): ImageArchives {
  const list = async (): Promise<readonly ImageArchive[]> => {
    if (directory === undefined) return []
    const text = await readFile(join(directory, archiveListFile), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '[]'
      throw error
    })
    return ArchiveList.parse(JSON.parse(text))
  }
  return {
    findAgent: async () => (await list()).find(({ name }) => name === agentImageName),
    find: async (imageId) => (await list()).find((archive) => archive.imageId === imageId),
    open: (archive) => open(join(directory ?? '', archiveFile(archive.imageId))),
  }
}
