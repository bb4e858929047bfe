import { createHash } from 'node:crypto'
import { join } from 'node:path'

/** What is asked for: `hosts` simulated hosts for one installation, with everything below `root`. */
export interface LabWish {
  /** The installation's name; every namespace, link, rule and control group carries it, or its hash where the kernel wants it short. */
  readonly name: string
  readonly root: string
  readonly hosts: number
}

/** One simulated machine: a network namespace with an engine of its own. */
export interface LabMachine {
  /** `control`, `host-1`, … */
  readonly name: string
  readonly namespace: string
  readonly address: string
  /** The link's end inside the router. */
  readonly link: string
  /** Below it everything of the machine lies. */
  readonly folder: string
  /** HOLDFAST_HOME of the host. */
  readonly home: string
  readonly socket: string
  /** Below every controller's root: all its containers live in it. */
  readonly cgroup: string
}

/** Hosts, control plane and the machine itself, each on a routed link to the router. */
export interface Lab {
  readonly name: string
  readonly root: string
  /** `10.213.7.0/24` */
  readonly subnet: string
  readonly router: { readonly namespace: string; readonly address: string }
  /** This machine's own end. */
  readonly link: { readonly name: string; readonly address: string }
  readonly control: LabMachine
  readonly hosts: readonly LabMachine[]
}

/** Hosts fit between the addresses .11 and .250. */
export const mostHosts = 240

const shortHash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 5)

/** Names of links and rules of an installation's lab begin so, on this machine. */
export const labPrefix = (name: string): string => `hl${shortHash(name)}`

/** Number of the lab's /24 inside 10.213.0.0/16. */
export type SubnetNumber = number

/** Where everything of a lab is and what it is called. Pure: the same wish and number give the same places. */
export function labPlaces({ name, root, hosts }: LabWish, number: SubnetNumber): Lab {
  const at = (last: number) => `10.213.${number}.${last}`
  const prefix = labPrefix(name)
  const machine = (own: string, last: number): LabMachine => {
    const folder = join(root, own)
    return {
      name: own,
      namespace: `${name}-${own}`,
      address: at(last),
      link: own,
      folder,
      home: join(folder, 'home'),
      socket: join(folder, 'docker.sock'),
      cgroup: `${prefix}-${own}`,
    }
  }
  return {
    name,
    root,
    subnet: `10.213.${number}.0/24`,
    router: { namespace: `${name}-router`, address: at(1) },
    link: { name: prefix, address: at(254) },
    control: machine('control', 2),
    hosts: Array.from({ length: hosts }, (_, index) => machine(`host-${index + 1}`, 11 + index)),
  }
}

export const machinesOf = (lab: Lab): LabMachine[] => [lab.control, ...lab.hosts]
