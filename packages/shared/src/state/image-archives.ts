import { z } from 'zod'

/** Docker's content-addressed id of an image. */
export const ImageId = z.string().regex(/^sha256:[0-9a-f]{64}$/)

/** The agent's image among the archives: what a joining host loads first. */
export const agentImageName = 'agent'

/** One image as `docker save` wrote it, compressed with gzip: hosts load it from the api, so that no registry is needed. */
export const ImageArchive = z.object({
  /** `agent`, or the image of an engine. */
  name: z.string().max(100),
  imageId: ImageId,
  /** Bytes of the archive as it is sent. */
  bytes: z.int().positive(),
  /** Bytes of the image when it is loaded. */
  imageBytes: z.int().positive(),
})
export type ImageArchive = z.infer<typeof ImageArchive>

/** `archives.json` beside the archives: the newest of each image, and no others. */
export const ArchiveList = z.array(ImageArchive).max(100)

export const archiveListFile = 'archives.json'

/** Name of the file that holds an image. */
export const archiveFile = (imageId: string): string => `${imageId.replace('sha256:', '')}.tar.gz`
