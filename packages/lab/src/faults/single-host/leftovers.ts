import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openStore } from '../../platform/open-store.ts'
import { type Installed, listParts } from './parts.ts'
import { listLoops, listMounts } from './reboot-host.ts'

/** Folders that hold something for as long as a volume, an instance or a pooler is there. */
const folders = ['pool', 'mounts', 'poolers', 'run/instances', 'run/poolers']

/** Everything on the host and in the books that belongs to a database. Nothing of it is there when every database has been erased. */
export async function listLeftovers(installed: Installed): Promise<string[]> {
  const { docker, home, name } = installed
  const parts = (await listParts(installed)).filter(({ part }) => part === 'instance' || part === 'pooler')
  const networks = await docker.listNetworks({ filters: { label: [`holdfast.installation=${name}`] } })
  const below = folders.map(async (folder) =>
    (await readdir(join(home, folder)).catch(ifMissing)).map((entry) => `${folder}/${entry}`),
  )
  return [
    ...parts.map((it) => `container ${it.name} (${it.state})`),
    ...networks.filter((it) => it.Name !== `${name}-control`).map((it) => `network ${it.Name}`),
    ...(await listMounts(home)).map((it) => `mount ${it}`),
    ...(await listLoops(home)).map(({ device, image }) => `loop device ${device} over ${image}`),
    ...(await Promise.all(below)).flat(),
    ...(await listVolumeRows(installed)),
  ]
}

const ifMissing = (error: NodeJS.ErrnoException): string[] => {
  if (error.code === 'ENOENT') return []
  throw error
}

async function listVolumeRows(installed: Installed): Promise<string[]> {
  const store = await openStore(installed)
  try {
    const { rows } = await store.query<{ id: string; state: string }>('SELECT id, state FROM volume')
    return rows.map(({ id, state }) => `volume row ${id} (${state})`)
  } finally {
    await store.end()
  }
}

/** The seven days in which a deleted database can be brought back are over, for all of them. */
export async function endRecoveryWindows(installed: Installed): Promise<void> {
  const store = await openStore(installed)
  try {
    await store.query('UPDATE database SET recoverable_until = now() WHERE recoverable_until IS NOT NULL')
  } finally {
    await store.end()
  }
}
