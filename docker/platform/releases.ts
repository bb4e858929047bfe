import { readFileSync } from 'node:fs'
import { catalogue } from '@holdfast/engine'
import { type BuiltImage, packagesFile } from '../images.ts'
import type { Installation } from '../installation.ts'
import { writeFile } from './write-file.ts'

/** One engine image of this build. The api makes a signed release row of each that it does not know yet. */
export interface BuiltRelease {
  engine: string
  version: string
  imageId: string
  packages: Record<string, string>
}

/** Name of the image of an engine family. */
export const engineImage = (family: string): string => `engine-${family}`

export const releasesOf = (images: BuiltImage[], readPackages: (tag: string) => Record<string, string>) =>
  catalogue.flatMap((engine): BuiltRelease[] => {
    const image = images.find(({ name }) => name === engineImage(engine.family))
    if (!image) return []
    const { imageId, tag } = image
    return [{ engine: engine.family, version: engine.defaultVersion, imageId, packages: readPackages(tag) }]
  })

/** Writes the list that the api reads at its start. */
export const writeReleases = (installation: Installation, images: BuiltImage[]): void => {
  const { paths } = installation
  const releases = releasesOf(images, (tag) => JSON.parse(readFileSync(packagesFile(paths.images, tag), 'utf8')))
  writeFile({ path: paths.releases, content: `${JSON.stringify(releases, null, 1)}\n`, mode: 0o644, owner: 0 })
}
