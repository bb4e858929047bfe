import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { arch } from 'node:process'
import { repositoryRoot } from '../repository-root.ts'

/** What goes into one image. `files` maps a name in the build context to a path in the repository. */
export interface ImageRecipe {
  name: string
  /** The image below; absent for the one that stands on Debian itself. */
  base?: string
  dockerfile: string
  files: Record<string, string>
  /** Whether the resolved package list is kept for the release's manifest. */
  isRelease: boolean
}

const inRepository = (...parts: string[]) => join(repositoryRoot, ...parts)
const dockerfile = (name: string) => inRepository('docker', 'images', `${name}.Dockerfile`)
const FAMILIES = inRepository('packages', 'engine', 'src', 'families')

/** An engine family brings its own image folder; nobody here needs to know which families there are. */
const engineRecipes = (): ImageRecipe[] => {
  if (!existsSync(FAMILIES)) return []
  return readdirSync(FAMILIES)
    .sort()
    .filter((family) => existsSync(join(FAMILIES, family, 'image', 'Dockerfile')))
    .map((family) => {
      const folder = join(FAMILIES, family, 'image')
      const context = readdirSync(folder).filter((name) => name !== 'Dockerfile' && !name.endsWith('.test.ts'))
      return {
        name: `engine-${family}`,
        base: 'node',
        dockerfile: join(folder, 'Dockerfile'),
        files: {
          ...Object.fromEntries(context.map((name) => [name, join(folder, name)])),
          'instance-manager.mjs': inRepository('packages', 'engine', 'dist', 'instance-manager.mjs'),
        },
        isRelease: true,
      }
    })
}

/** Every image of the platform, each after the one it stands on. */
export const imageRecipes = (): ImageRecipe[] => [
  {
    name: 'base',
    dockerfile: dockerfile('debian'),
    files: {
      'dpkg-slim.cfg': inRepository('docker', 'images', 'dpkg-slim.cfg'),
      'apt-quiet.conf': inRepository('docker', 'images', 'apt-quiet.conf'),
    },
    isRelease: false,
  },
  {
    name: 'node',
    base: 'base',
    dockerfile: dockerfile('node'),
    files: { node: inRepository('node_modules', `node-linux-${arch}`, 'bin', 'node') },
    isRelease: false,
  },
  { name: 'valkey', base: 'base', dockerfile: dockerfile('valkey'), files: {}, isRelease: false },
  {
    name: 'victoria-metrics',
    base: 'base',
    dockerfile: dockerfile('victoria-metrics'),
    files: {},
    isRelease: false,
  },
  ...engineRecipes(),
  {
    name: 'api',
    base: 'node',
    dockerfile: dockerfile('api'),
    files: {
      app: inRepository('apps', 'api', 'dist'),
      console: inRepository('apps', 'console', 'dist'),
      migrations: inRepository('prisma', 'migrations'),
    },
    isRelease: false,
  },
  {
    name: 'agent',
    base: 'node',
    dockerfile: dockerfile('agent'),
    files: { app: inRepository('apps', 'agent', 'dist') },
    isRelease: false,
  },
]

/** The wanted recipes and everything below them, in building order. */
export const withBases = (recipes: ImageRecipe[], names: string[] | undefined): ImageRecipe[] => {
  if (!names) return recipes
  const wanted = new Set<string>()
  const want = (name: string) => {
    const recipe = recipes.find((candidate) => candidate.name === name)
    if (!recipe) throw new Error(`There is no image named ${name}; there are ${recipes.map((r) => r.name).join(', ')}.`)
    wanted.add(name)
    if (recipe.base) want(recipe.base)
  }
  for (const name of names) want(name)
  return recipes.filter((recipe) => wanted.has(recipe.name))
}
