import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type Docker from 'dockerode'
import { imagePrefix } from './images.ts'
import type { Installation } from './installation.ts'
import { INSTALLATION_LABEL, labelFilter } from './platform/labels.ts'
import { closeVolumes } from './wipe/close-volumes.ts'
import { removeGuard } from './wipe/remove-guard.ts'
import { removePath } from './wipe/remove-path.ts'

export interface WipeOptions {
  /** Absent when Docker does not answer: then only what lies outside it can go. */
  docker: Docker | undefined
  installation: Installation
  keepImages: boolean
  report: (line: string) => void
}

const isGone = (error: unknown) =>
  error instanceof Error && 'statusCode' in error && (error.statusCode === 404 || error.statusCode === 304)

const unlessGone = async (work: Promise<unknown>) => {
  await work.catch((error) => {
    if (!isGone(error)) throw error
  })
}

const removeContainers = async (docker: Docker, name: string) => {
  const containers = await docker.listContainers({ all: true, filters: labelFilter(name) })
  await Promise.all(containers.map(({ Id }) => unlessGone(docker.getContainer(Id).remove({ force: true, v: true }))))
  return containers.length
}

const removeNetworks = async (docker: Docker, name: string) => {
  const networks = await docker.listNetworks({ filters: labelFilter(name) })
  await Promise.all(networks.map(({ Id }) => unlessGone(docker.getNetwork(Id).remove())))
  return networks.length
}

const removeVolumes = async (docker: Docker, name: string) => {
  const { Volumes } = await docker.listVolumes({ filters: { label: [`${INSTALLATION_LABEL}=${name}`] } })
  await Promise.all((Volumes ?? []).map(({ Name }) => unlessGone(docker.getVolume(Name).remove())))
  return Volumes?.length ?? 0
}

const hasOtherInstallation = async (docker: Docker, name: string): Promise<boolean> => {
  const containers = await docker.listContainers({ all: true, filters: { label: [INSTALLATION_LABEL] } })
  return containers.some(({ Labels }) => Labels[INSTALLATION_LABEL] !== name)
}

/** Images are shared by every installation of the machine, so the last one takes them along. */
const removeImages = async (docker: Docker, name: string): Promise<string> => {
  if (await hasOtherInstallation(docker, name)) return 'kept the images: another installation uses them'
  const images = await docker.listImages()
  const tags = images.flatMap(({ RepoTags }) => (RepoTags ?? []).filter((tag) => tag.startsWith(`${imagePrefix}/`)))
  const kept: string[] = []
  for (const tag of tags) {
    await unlessGone(docker.getImage(tag).remove()).catch((error) => {
      if (error?.statusCode !== 409) throw error
      kept.push(tag)
    })
  }
  const inUse = kept.length > 0 ? `, kept ${kept.join(', ')}: containers of others use them` : ''
  return `removed ${tags.length - kept.length} images${inUse}`
}

/** Only what was made here: a home that somebody shares with other files keeps those. */
const removeHome = ({ home, paths }: Installation) => {
  const made = [...Object.values(paths), join(home, 'dockerd.log'), join(home, 'dockerd.pid')]
  for (const path of made) rmSync(path, { recursive: true, force: true })
  if (existsSync(home) && readdirSync(home).length === 0) rmdirSync(home)
}

/**
 * Removes every trace of one installation: containers, networks, Docker volumes, image tags, mounts, loop devices, its
 * packet filters and its home. Finds things by label, name and path alone, so it works after any crash, twice in a row, and touches
 * nothing that the installation did not make. Docker itself stays.
 */
export const wipe = async ({ docker, installation, keepImages, report }: WipeOptions): Promise<void> => {
  const { name, home } = installation
  if (!docker && existsSync(installation.paths.secrets)) {
    throw new Error(
      'Docker does not answer, so its containers and networks cannot be removed: start it (npm start does), then wipe.',
    )
  }
  if (docker) {
    const containers = await removeContainers(docker, name)
    const networks = await removeNetworks(docker, name)
    const volumes = await removeVolumes(docker, name)
    report(`removed ${containers} containers, ${networks} networks, ${volumes} Docker volumes`)
  }
  await removeGuard(name)
  await removePath(name)
  const closed = await closeVolumes(home)
  report(`closed ${closed.mounts} mounts and ${closed.loops} loop devices`)
  removeHome(installation)
  if (docker && !keepImages) report(await removeImages(docker, name))
  report(existsSync(home) ? `left ${home}: it holds files of somebody else` : `removed ${home}`)
}
