import { createReadStream, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type Docker from 'dockerode'
import { runProgram } from '../run-program.ts'
import { followBuild } from './follow-build.ts'

const REGISTRY_IMAGE = 'debian:trixie-slim'
const MIRROR = 'http://deb.debian.org/debian'
/** A registry that cannot be reached often swallows packets; waiting longer would only look like hanging. */
const REACHABLE_WITHIN_MS = 8_000

/** Folders that a container never reads, removed from the unpacked system. */
const NEEDLESS = [
  'usr/share/doc',
  'usr/share/man',
  'usr/share/info',
  'usr/share/locale',
  'usr/share/lintian',
  'var/cache/apt',
  'var/cache/debconf',
  'var/lib/apt/lists',
  'var/log',
]

/** Changes of this text make a new base image. */
export const DEBIAN_ROOT_RECIPE = JSON.stringify({ REGISTRY_IMAGE, MIRROR, NEEDLESS, suite: 'trixie minbase 1' })

const isRegistryReachable = async (docker: Docker): Promise<boolean> => {
  const answer = docker
    .getImage(REGISTRY_IMAGE)
    .distribution()
    .then(
      () => true,
      () => false,
    )
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), REACHABLE_WITHIN_MS)
  })
  const reachable = await Promise.race([answer, patience])
  clearTimeout(timer)
  return reachable
}

const pull = async (docker: Docker): Promise<void> => followBuild(docker, await docker.pull(REGISTRY_IMAGE))

const makeArchive = async (cache: string, archive: string): Promise<void> => {
  mkdirSync(cache, { recursive: true })
  const root = mkdtempSync(join(cache, 'debootstrap-'))
  try {
    await runProgram('debootstrap', ['--variant=minbase', 'trixie', root, MIRROR])
    for (const path of NEEDLESS) rmSync(join(root, path), { recursive: true, force: true })
    for (const path of ['var/cache/apt/archives/partial', 'var/lib/apt/lists/partial', 'var/log']) {
      mkdirSync(join(root, path), { recursive: true })
    }
    await runProgram('tar', ['--numeric-owner', '--one-file-system', '-cf', `${archive}.new`, '-C', root, '.'])
    renameSync(`${archive}.new`, archive)
  } finally {
    rmSync(root, { recursive: true, force: true })
    rmSync(`${archive}.new`, { force: true })
  }
}

/**
 * Gives the reference of a plain Debian image: the registry's when it can be reached, else one made here with
 * debootstrap and kept as an archive in `cache`, so that a second installation needs no network for it.
 */
export const debianRoot = async (docker: Docker, options: { cache: string; tag: string }): Promise<string> => {
  if (await isRegistryReachable(docker)) {
    await pull(docker)
    return REGISTRY_IMAGE
  }
  const archive = join(options.cache, `debian-${options.tag.split(':').at(-1)}.tar`)
  if (!existsSync(archive)) await makeArchive(options.cache, archive)
  const [repo, tag] = options.tag.split(':')
  await followBuild(docker, await docker.importImage(createReadStream(archive), { repo: repo ?? '', tag: tag ?? '' }))
  return options.tag
}
