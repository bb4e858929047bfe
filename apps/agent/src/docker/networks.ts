import { bridgeName } from '@holdfast/shared/tenant-bridges'
import { allotSubnets } from './allot-subnets.ts'
import { type DockerConnection, unlessStatus } from './connect-docker.ts'
import { label } from './labels.ts'

/** The network of one database of this installation. */
export interface SeenNetwork {
  readonly name: string
  readonly databaseId: string
  readonly subnet: string
}

export interface Networks {
  list(): Promise<SeenNetwork[]>
  /** Makes the internal /29 of a database out of the host's blocks; containers in it reach nothing beyond the host, and by the guard not even that. */
  make(databaseId: string, name: string): Promise<void>
  remove(name: string): Promise<void>
}

export function databaseNetworks(docker: DockerConnection, installation: string, blocks: readonly string[]): Networks {
  const ours = [`${label.installation}=${installation}`, `${label.part}=network`]

  async function make(databaseId: string, name: string): Promise<void> {
    const all = await docker.listNetworks()
    const same = all.find((it) => it.Name === name)
    if (same?.Labels?.[label.database] === databaseId) return
    if (same) throw new Error(`a network that is not this database's has the name ${name}`)
    const taken = all.flatMap((it) => it.IPAM?.Config ?? []).flatMap((it) => it.Subnet ?? [])
    for (const subnet of allotSubnets(blocks, taken, 20)) if (await isMade(databaseId, name, subnet)) return
    throw new Error(`no free /29 is left in ${blocks.join(', ')}`)
  }

  /** False when somebody else took the subnet meanwhile, or routes it outside of Docker. */
  async function isMade(databaseId: string, name: string, subnet: string): Promise<boolean> {
    const labels = {
      [label.installation]: installation,
      [label.part]: 'network',
      [label.database]: databaseId,
    }
    try {
      await docker.createNetwork({
        Name: name,
        CheckDuplicate: true,
        Driver: 'bridge',
        Internal: true,
        Options: { 'com.docker.network.bridge.name': bridgeName(installation, databaseId) },
        IPAM: { Driver: 'default', Config: [{ Subnet: subnet }] },
        Labels: labels,
      })
      return true
    } catch (error) {
      if (error instanceof Error && /overlap/i.test(error.message)) return false
      throw error
    }
  }

  return {
    async list() {
      const found = await docker.listNetworks({ filters: { label: ours } })
      return found.flatMap((it) => {
        const databaseId = it.Labels?.[label.database]
        const subnet = it.IPAM?.Config?.[0]?.Subnet
        return databaseId && subnet ? [{ name: it.Name, databaseId, subnet }] : []
      })
    },
    make,
    remove: (name) => unlessStatus([404], docker.getNetwork(name).remove()),
  }
}
