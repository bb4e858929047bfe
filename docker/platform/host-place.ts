import { join } from 'node:path'
import type { Lab, LabMachine } from '@holdfast/lab/hosts/lab-places'
import Docker from 'dockerode'
import { type HostPaths, hostPathsBelow, type Installation } from '../installation.ts'
import { secretPath } from './secrets.ts'

/** One host as agent and gateway are started on it: this machine, or a simulated one. */
export interface HostPlace {
  /** Its own name; this machine needs none. */
  hostname?: string
  docker: Docker
  /** Path of its engine's socket, for the agent. */
  socket: string
  home: string
  paths: HostPaths
  /** Addresses on which its gateway offers databases, separated by commas. */
  bind: string
  /** Where its agent reaches the api. */
  apiAddress: string
  /** File of the token that its agent joins with. */
  joinToken: string
}

export const thisMachine = (installation: Installation, docker: Docker): HostPlace => ({
  docker,
  socket: installation.settings.HOLDFAST_DOCKER_SOCKET,
  home: installation.home,
  paths: installation.paths,
  bind: installation.settings.HOLDFAST_BIND,
  apiAddress: installation.localAddress,
  joinToken: secretPath(installation, 'join-token'),
})

/** Beside `join-token`, which is this machine's own. */
const joinTokenOf = ({ paths }: Installation, { name }: LabMachine) => join(paths.secrets, `join-token-${name}`)

const simulatedHost = (installation: Installation, { control }: Lab, machine: LabMachine): HostPlace => ({
  hostname: machine.name,
  docker: new Docker({ socketPath: machine.socket }),
  socket: machine.socket,
  home: machine.home,
  paths: hostPathsBelow(machine.home),
  bind: `${machine.address},127.0.0.1`,
  apiAddress: control.address,
  joinToken: joinTokenOf(installation, machine),
})

export const simulatedHosts = (installation: Installation, lab: Lab): HostPlace[] =>
  lab.hosts.map((machine) => simulatedHost(installation, lab, machine))

/** The same installation with its control plane on a simulated machine; strings name the hosts unless something else was set. */
export const onSimulatedHosts = (installation: Installation, { control, hosts }: Lab): Installation => {
  const { settings, passedOn } = installation
  const { HOLDFAST_ENDPOINT: endpoint } = settings
  const addresses = hosts.map(({ address }) => address).join(',')
  return {
    ...installation,
    publishAddress: control.address,
    namespace: control.namespace,
    settings: { ...settings, HOLDFAST_ENDPOINT: endpoint === 'localhost' ? addresses : endpoint },
    passedOn: { ...passedOn, HOLDFAST_LINK_ADDRESS: control.address },
  }
}
