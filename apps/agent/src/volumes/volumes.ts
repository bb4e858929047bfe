import type { VolumeFormat } from '@holdfast/shared/state/desired'
import type { HostAccess } from '../host/host-access.ts'
import type { HostPaths } from '../paths.ts'
import { directory } from './directory.ts'
import { imageExt4 } from './image-ext4.ts'
import { makeKeyedLock } from './keyed-lock.ts'
import type { NewVolume, SeenVolume, VolumeDriver } from './volume-driver.ts'
import { openVolumeLedger } from './volume-ledger.ts'

export interface VolumesLook {
  readonly there: readonly SeenVolume[]
  /** Ids of volumes that were opened here once. One that is not there was lost: this was read before the list. */
  readonly made: ReadonlySet<string>
}

/** The volumes of this host, whatever their format; one lock per volume. */
export interface Volumes {
  /** The format that new volumes of the wanted format get here. */
  formatFor(wanted: VolumeFormat): VolumeFormat
  look(): Promise<VolumesLook>
  create(volume: NewVolume & { readonly format: VolumeFormat }): Promise<void>
  open(volumeId: string): Promise<void>
  close(volumeId: string): Promise<void>
  erase(volumeId: string): Promise<void>
  /** Closes it, makes it larger and opens it again. */
  grow(volume: NewVolume): Promise<void>
}

interface VolumeSurroundings {
  readonly host: HostAccess
  readonly paths: HostPaths
  /** Whether loop-mounted images work here and are wanted. */
  readonly images: boolean
}

export async function openVolumes({ host, paths, images }: VolumeSurroundings): Promise<Volumes> {
  const drivers: Readonly<Record<VolumeFormat, VolumeDriver>> = {
    'image-ext4': imageExt4(host, paths),
    directory: directory(host, paths),
  }
  const ledger = await openVolumeLedger(host.path(paths.agent))
  const locked = makeKeyedLock()
  const list = async () => (await Promise.all(Object.values(drivers).map((driver) => driver.list()))).flat()

  const formatFor = (wanted: VolumeFormat): VolumeFormat => (images ? wanted : 'directory')

  async function driverOf(volumeId: string): Promise<VolumeDriver> {
    const seen = (await list()).find((it) => it.volumeId === volumeId)
    const format = seen?.format ?? ledger.formatOf(volumeId)
    if (!format) throw new Error('the volume is not on this host')
    return drivers[format]
  }

  async function create({ format, ...volume }: NewVolume & { format: VolumeFormat }): Promise<void> {
    const there = (await list()).some((it) => it.volumeId === volume.volumeId)
    if (!there && !ledger.has(volume.volumeId)) await drivers[formatFor(format)].create(volume)
    await open(volume.volumeId)
  }

  /** Nothing is ever written on a volume before the ledger knows it: from then on it is never made anew. */
  async function open(volumeId: string): Promise<void> {
    const driver = await driverOf(volumeId)
    await ledger.add(volumeId, driver.format)
    await driver.open(volumeId)
  }

  return {
    formatFor,
    async look() {
      const made = new Set(ledger.ids())
      return { made, there: await list() }
    },
    create: (volume) => locked(volume.volumeId, () => create(volume)),
    open: (volumeId) => locked(volumeId, () => open(volumeId)),
    close: (volumeId) => locked(volumeId, async () => (await driverOf(volumeId)).close(volumeId)),
    erase: (volumeId) =>
      locked(volumeId, async () => {
        await (await driverOf(volumeId)).erase(volumeId)
        await ledger.drop(volumeId)
      }),
    grow: (volume) =>
      locked(volume.volumeId, async () => {
        const driver = await driverOf(volume.volumeId)
        await driver.close(volume.volumeId)
        await driver.grow(volume)
        await driver.open(volume.volumeId)
      }),
  }
}
