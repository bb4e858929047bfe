import { createWriteStream, existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { constants, createGzip } from 'node:zlib'
import {
  ArchiveList,
  agentImageName,
  archiveFile,
  archiveListFile,
  type ImageArchive,
} from '@holdfast/shared/state/image-archives'
import type Docker from 'dockerode'
import type { BuiltImage } from '../images.ts'
import { writeFile } from './write-file.ts'

export interface ArchiveWishes {
  docker: Docker
  folder: string
  images: BuiltImage[]
  report: (line: string) => void
}

/** What a host that joins needs: the agent with its gateway, and every engine. */
const isForHosts = ({ name }: BuiltImage) => name === agentImageName || name.startsWith('engine-')

const readKept = (folder: string): ImageArchive[] => {
  const path = join(folder, archiveListFile)
  if (!existsSync(path)) return []
  const kept = ArchiveList.safeParse(JSON.parse(readFileSync(path, 'utf8')))
  return kept.success ? kept.data : []
}

const isWhole = (folder: string, { imageId, bytes }: ImageArchive) => {
  const path = join(folder, archiveFile(imageId))
  return existsSync(path) && statSync(path).size === bytes
}

const save = async ({ docker, folder }: ArchiveWishes, { name, tag, imageId }: BuiltImage): Promise<ImageArchive> => {
  const path = join(folder, archiveFile(imageId))
  const draft = `${path}.new`
  const { Size } = await docker.getImage(imageId).inspect()
  // By its tag, so that the host's own `docker image prune` does not take it for a leftover.
  const saved = await docker.getImage(tag).get()
  await pipeline(saved, createGzip({ level: constants.Z_BEST_SPEED }), createWriteStream(draft, { mode: 0o644 }))
  renameSync(draft, path)
  return { name, imageId, bytes: statSync(path).size, imageBytes: Size }
}

/**
 * Keeps an archive of each present image that hosts load from the api, and of no other. What is there already is left alone;
 * the list is written last, so that it never names half an archive.
 */
export const keepArchives = async (wishes: ArchiveWishes): Promise<void> => {
  const { folder, images, report } = wishes
  const kept = readKept(folder).filter((archive) => isWhole(folder, archive))
  const archives: ImageArchive[] = []
  for (const image of images.filter(isForHosts)) {
    const found = kept.find(({ imageId }) => imageId === image.imageId)
    if (!found) report(`archiving ${image.tag} for hosts that join …`)
    archives.push(found ?? (await save(wishes, image)))
  }
  const content = `${JSON.stringify(archives, null, 1)}\n`
  writeFile({ path: join(folder, archiveListFile), content, mode: 0o644, owner: 0 })
  const needed = new Set([archiveListFile, ...archives.map(({ imageId }) => archiveFile(imageId))])
  for (const name of readdirSync(folder)) if (!needed.has(name)) rmSync(join(folder, name), { force: true })
}
