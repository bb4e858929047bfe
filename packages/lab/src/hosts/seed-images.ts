import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import type Docker from 'dockerode'
import { z } from 'zod'
import { runProgram } from '../../../../docker/run-program.ts'
import { dataRootOf, engineOf, isEngineUp } from './engine.ts'
import type { LabMachine } from './lab-places.ts'

/** An image that every engine of a lab shall have. */
export interface SeedImage {
  readonly tag: string
  /** `sha256:…` */
  readonly imageId: string
}

const bare = (digest: string) => digest.replace(/^sha256:/, '')

/** Docker's name of a layer together with all below it. */
export const chainIds = (diffIds: readonly string[]): string[] => {
  const chain: string[] = []
  for (const diffId of diffIds) {
    const below = chain.at(-1)
    const digest = createHash('sha256').update(`${below} ${diffId}`).digest('hex')
    chain.push(below === undefined ? diffId : `sha256:${digest}`)
  }
  return chain
}

const ImageConfig = z.object({ rootfs: z.object({ diff_ids: z.array(z.string()) }) })
const Repositories = z.object({ Repositories: z.record(z.string(), z.record(z.string(), z.string())) })

interface Roots {
  readonly from: string
  readonly to: string
}

/** Hard links: a layer of an image is never written again, so hosts can share its files and their pages in memory. */
const LINK_FOLDERS = `set -e
umount -l "$1" 2>/dev/null || true
shift
while [ $# -gt 0 ]; do rm -rf "$2.new"; cp -al "$1" "$2.new"; mv "$2.new" "$2"; shift 2; done`

/** The engine binds its data root onto itself, and links do not reach across mounts: in a namespace where that mount is gone they do. */
const linkFolders = async ({ from, to }: Roots, folders: readonly string[]) => {
  const pairs = folders.filter((it) => !existsSync(join(to, it))).flatMap((it) => [join(from, it), join(to, it)])
  await runProgram('unshare', ['--mount', '--', 'sh', '-c', LINK_FOLDERS, 'sh', from, ...pairs])
}

const RECORDS = 'image/overlay2/layerdb/sha256'
const recordOf = (chainId: string) => join(RECORDS, bare(chainId))

const linkLayers = async (roots: Roots, chain: readonly string[]) => {
  const { from, to } = roots
  const records = [...new Set(chain.map(recordOf))].filter((record) => !existsSync(join(to, record)))
  const layers = records.map((record) => join('overlay2', readFileSync(join(from, record, 'cache-id'), 'utf8')))
  for (const folder of ['overlay2/l', RECORDS]) mkdirSync(join(to, folder), { recursive: true, mode: 0o710 })
  await linkFolders(roots, layers)
  for (const layer of layers) {
    const name = join(to, 'overlay2/l', readFileSync(join(from, layer, 'link'), 'utf8'))
    if (!existsSync(name)) symlinkSync(join('..', basename(layer), 'diff'), name)
  }
  // Last, because its presence says that the layer is whole.
  await linkFolders(roots, records)
}

const contentOf = (imageId: string) => join('image/overlay2/imagedb/content/sha256', bare(imageId))
const metadataOf = (imageId: string) => join('image/overlay2/imagedb/metadata/sha256', bare(imageId))

const chainOf = ({ from }: Roots, { imageId }: SeedImage): string[] =>
  chainIds(ImageConfig.parse(JSON.parse(readFileSync(join(from, contentOf(imageId)), 'utf8'))).rootfs.diff_ids)

const nameImages = ({ from, to }: Roots, images: readonly SeedImage[]) => {
  for (const place of images.flatMap(({ imageId }) => [contentOf(imageId), metadataOf(imageId)])) {
    mkdirSync(dirname(join(to, place)), { recursive: true, mode: 0o700 })
    if (existsSync(join(from, place))) cpSync(join(from, place), join(to, place), { recursive: true })
  }
  const list = join(to, 'image/overlay2/repositories.json')
  const known = existsSync(list) ? Repositories.parse(JSON.parse(readFileSync(list, 'utf8'))) : { Repositories: {} }
  for (const { tag, imageId } of images) {
    const repository = tag.slice(0, tag.lastIndexOf(':'))
    known.Repositories[repository] = { ...known.Repositories[repository], [tag]: imageId }
  }
  writeFileSync(list, JSON.stringify(known), { mode: 0o600 })
}

const isSameFileSystem = (one: string, other: string) => statSync(one).dev === statSync(other).dev

/** The source's data root when its layers can be linked to: the same disk, and the one way of keeping them that is known here. */
const linkableRoot = async (source: Docker, machine: LabMachine): Promise<string | undefined> => {
  const { Driver, DockerRootDir } = (await source.info()) as { Driver: string; DockerRootDir: string }
  const isKnown = Driver === 'overlay2' && existsSync(join(DockerRootDir, 'image/overlay2/layerdb'))
  return isKnown && isSameFileSystem(DockerRootDir, machine.folder) ? DockerRootDir : undefined
}

const copyThrough = async (source: Docker, target: Docker, { tag }: SeedImage) => {
  const archive = await source.getImage(tag).get()
  const answer = (await target.loadImage(archive)) as Readable
  await new Promise<void>((resolve, reject) => {
    target.modem.followProgress(answer, (error: Error | null) => (error ? reject(error) : resolve()))
  })
}

const missingIn = async (target: Docker, images: readonly SeedImage[]): Promise<SeedImage[]> => {
  const there = new Set((await target.listImages({ all: true })).map(({ Id }) => Id))
  return images.filter(({ imageId }) => !there.has(imageId))
}

/** Before the machine's engine starts: its images out of this machine's layers, without a copy, where that is possible. */
export const linkImages = async (source: Docker, machine: LabMachine, images: readonly SeedImage[]): Promise<void> => {
  if (await isEngineUp(machine)) return
  const from = await linkableRoot(source, machine)
  if (from === undefined) return
  const roots = { from, to: dataRootOf(machine) }
  await linkLayers(
    roots,
    images.flatMap((image) => chainOf(roots, image)),
  )
  nameImages(roots, images)
}

/** Once the engine runs: whatever it still lacks, through both engines' own doors. */
export const loadMissingImages = async (
  source: Docker,
  machine: LabMachine,
  images: readonly SeedImage[],
): Promise<void> => {
  const target = engineOf(machine)
  for (const image of await missingIn(target, images)) await copyThrough(source, target, image)
  const [lost] = await missingIn(target, images)
  if (lost) throw new Error(`${machine.namespace} has not got the image ${lost.tag}.`)
}
