import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Docker from 'dockerode'
import { contentHash } from './images/content-hash.ts'
import { DEBIAN_ROOT_RECIPE, debianRoot } from './images/debian-root.ts'
import { followBuild } from './images/follow-build.ts'
import { type ImageRecipe, imageRecipes, withBases } from './images/image-recipes.ts'
import { readPackages } from './images/read-packages.ts'

export interface BuildImagesOptions {
  /** Names of the wanted images (those below them are added); all when absent. */
  only?: string[]
  /** Directory that keeps the debootstrap archive and the package lists. */
  cache?: string
  /** Build arguments for package downloads behind a proxy. */
  proxies?: Record<string, string>
  docker?: Docker
  report?: (line: string) => void
}

export interface BuiltImage {
  name: string
  tag: string
  /** Docker's id of the image, `sha256:…`. */
  imageId: string
  /** False when an image of the same content was already there. */
  wasBuilt: boolean
}

/** Images are shared by every installation of a machine, whatever its name: equal content has an equal tag. */
export const imagePrefix = 'holdfast'

interface Building {
  docker: Docker
  cache: string
  proxies: Record<string, string>
  report: (line: string) => void
  built: Map<string, BuiltImage>
}

const secondsSince = (started: number) => `${((Date.now() - started) / 1000).toFixed(0)} s`

const hashOf = (recipe: ImageRecipe, building: Building): string => {
  const missing = Object.values(recipe.files).find((path) => !existsSync(path))
  if (missing)
    throw new Error(`The image ${recipe.name} needs ${missing}, which is not there: run npm run build first.`)
  const below = recipe.base ? (building.built.get(recipe.base)?.tag.split(':').at(-1) ?? '') : DEBIAN_ROOT_RECIPE
  return contentHash([recipe.name, readFileSync(recipe.dockerfile, 'utf8'), below], recipe.files)
}

const findBuilt = async (docker: Docker, tag: string): Promise<string | undefined> => {
  const [found] = await docker.listImages({ filters: { reference: [tag] } })
  return found?.Id
}

const buildContext = (recipe: ImageRecipe): string => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-image-'))
  for (const [name, path] of Object.entries(recipe.files)) cpSync(path, join(folder, name), { recursive: true })
  cpSync(recipe.dockerfile, join(folder, 'Dockerfile'))
  return folder
}

const build = async (recipe: ImageRecipe, building: Building, tag: string) => {
  const { docker } = building
  const debianTag = `${imagePrefix}/debian:${tag.split(':').at(-1)}`
  const base = recipe.base
    ? building.built.get(recipe.base)?.imageId
    : await debianRoot(docker, { cache: building.cache, tag: debianTag })
  const context = buildContext(recipe)
  try {
    const src = ['Dockerfile', ...Object.keys(recipe.files)]
    const stream = await docker.buildImage(
      { context, src },
      {
        t: tag,
        buildargs: { ...building.proxies, BASE: base ?? '' },
        networkmode: 'host',
        forcerm: true,
      },
    )
    await followBuild(docker, stream)
  } finally {
    rmSync(context, { recursive: true, force: true })
  }
}

const ensureImage = async (recipe: ImageRecipe, building: Building): Promise<BuiltImage> => {
  const { docker, report } = building
  const { name } = recipe
  const tag = `${imagePrefix}/${name}:${hashOf(recipe, building)}`
  const found = await findBuilt(docker, tag)
  if (found) return { name, tag, imageId: found, wasBuilt: false }
  const started = Date.now()
  report(`building ${imagePrefix}/${name} …`)
  try {
    await build(recipe, building, tag)
  } catch (error) {
    throw new Error(`The image ${name} could not be built:\n${error instanceof Error ? error.message : error}`)
  }
  const { Id } = await docker.getImage(tag).inspect()
  report(`built    ${imagePrefix}/${name} in ${secondsSince(started)}`)
  return { name, tag, imageId: Id, wasBuilt: true }
}

const keepPackages = async (recipe: ImageRecipe, image: BuiltImage, building: Building) => {
  if (!recipe.isRelease) return
  const file = packagesFile(building.cache, image.tag)
  if (existsSync(file)) return
  const packages = await readPackages(building.docker, image.imageId)
  mkdirSync(building.cache, { recursive: true })
  writeFileSync(file, `${JSON.stringify(packages, null, 1)}\n`)
}

/** Where the resolved package list of an engine image lies. */
export const packagesFile = (cache: string, tag: string): string =>
  join(cache, `${tag.split('/').at(-1)?.replace(':', '-')}.packages.json`)

/**
 * Builds what is missing, in order, and gives every wanted image with its tag. What is there already is left alone:
 * a second run builds nothing. Bundles (`npm run build`) must be there before.
 */
export const buildImages = async (options: BuildImagesOptions = {}): Promise<BuiltImage[]> => {
  const building: Building = {
    docker: options.docker ?? new Docker(),
    cache: options.cache ?? '/var/lib/holdfast/images',
    proxies: options.proxies ?? {},
    report: options.report ?? (() => undefined),
    built: new Map(),
  }
  for (const recipe of withBases(imageRecipes(), options.only)) {
    const image = await ensureImage(recipe, building)
    building.built.set(recipe.name, image)
    await keepPackages(recipe, image, building)
  }
  return [...building.built.values()]
}
