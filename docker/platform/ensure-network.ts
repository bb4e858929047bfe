import type Docker from 'dockerode'
import type { Installation } from '../installation.ts'
import { labelFilter, labelsFor } from './labels.ts'

/** The bridge on which store, clock and api find each other by name. */
export const ensureNetwork = async (docker: Docker, installation: Installation): Promise<void> => {
  const networks = await docker.listNetworks({ filters: labelFilter(installation.name) })
  if (networks.some((network) => network.Name === installation.network)) return
  await docker.createNetwork({
    Name: installation.network,
    Driver: 'bridge',
    CheckDuplicate: true,
    Labels: labelsFor(installation, 'network'),
  })
}
