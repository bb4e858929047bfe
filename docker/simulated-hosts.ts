import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { defaultEngine } from '@holdfast/engine'
import { engineOf, isEngineUp } from '@holdfast/lab/hosts/engine'
import { findLab, raiseLab } from '@holdfast/lab/hosts/lab'
import { type Lab, machinesOf } from '@holdfast/lab/hosts/lab-places'
import type Docker from 'dockerode'
import type { BuiltImage } from './images.ts'
import type { Installation } from './installation.ts'
import { engineImage } from './platform/releases.ts'

/** Whether this machine is a host of the installation already. */
const isHostItself = ({ paths }: Installation) => existsSync(join(paths.agent, 'identity.json'))

/**
 * How many simulated hosts stand in for this machine: as many as asked for, else as many as there are; 0 is none. @throws Error
 * with one sentence when that cannot be.
 */
export const wantedHosts = (installation: Installation, asked: number | undefined): number => {
  const present = findLab(installation.paths.lab)?.hosts.length ?? 0
  if (asked === undefined) return present
  if (!installation.isLoopbackOnly)
    throw new Error('Simulated hosts are for trying things out, so they run on loopback only: unset HOLDFAST_BIND.')
  if (present === 0 && isHostItself(installation))
    throw new Error(
      'This installation has this machine itself as its host: run npm stop -- --wipe first, or set HOLDFAST_NAME, HOLDFAST_HOME and the ports for a second installation.',
    )
  if (asked < present)
    throw new Error(`This installation has ${present} simulated hosts already: it can get more of them, not fewer.`)
  return asked
}

const consoleDoors = ({ settings }: Installation) => [settings.HOLDFAST_PORT]

/** Ports of this machine's loopback that lead to the control plane of the installation's simulated hosts. */
export const doorsOf = (installation: Installation): number[] =>
  findLab(installation.paths.lab) ? consoleDoors(installation) : []

export interface RaiseHostsOptions {
  docker: Docker
  installation: Installation
  images: BuiltImage[]
  count: number
}

const engineName = engineImage(defaultEngine.family)

/** Namespaces, links and engines of the hosts and of the control plane, each engine with the images that it needs. */
export const raiseHosts = ({ docker, installation, images, count }: RaiseHostsOptions): Promise<Lab> => {
  const named = (...names: string[]) => images.filter(({ name }) => names.includes(name))
  return raiseLab({
    name: installation.name,
    root: installation.paths.lab,
    hosts: count,
    source: docker,
    images: { control: named('valkey', 'victoria-metrics', 'api', engineName), host: named('agent', engineName) },
    doors: consoleDoors(installation),
  })
}

export const controlEngine = ({ control }: Lab): Docker => engineOf(control)

/** Engines on which things of the installation can run: that of this machine, and those of its simulated ones that answer. */
export const enginesOf = async (installation: Installation, docker: Docker): Promise<Docker[]> => {
  const lab = findLab(installation.paths.lab)
  const machines = lab ? machinesOf(lab) : []
  const up = await Promise.all(machines.map(isEngineUp))
  return [docker, ...machines.filter((_, index) => up[index]).map(engineOf)]
}
