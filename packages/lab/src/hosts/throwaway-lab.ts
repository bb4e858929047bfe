import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Docker from 'dockerode'
import { raiseLab, removeLab } from './lab.ts'
import type { Lab } from './lab-places.ts'
import { livingProcess, writePidFile } from './pid-file.ts'
import type { SeedImage } from './seed-images.ts'

/** Where throw-away labs lie: sockets of instances lie far below, and no path of one may have more than 107 characters. */
export const labsFolder = join(tmpdir(), 'hf-labs')

/** Takes away labs whose process has ended without doing so. */
export const sweepLostLabs = async (parent: string = labsFolder): Promise<string[]> => {
  if (!existsSync(parent)) return []
  const roots = readdirSync(parent).map((name) => join(parent, name))
  const lost = roots.filter((root) => livingProcess(join(root, 'keeper.pid')) === undefined)
  for (const root of lost) await removeLab(root)
  return lost
}

export interface ThrowawayLab {
  readonly lab: Lab
  readonly remove: () => Promise<void>
}

/** Bare hosts for a test, each with an engine that has these images; kept by this process and swept after its death. */
export const throwawayLab = async (hosts: number, images: readonly SeedImage[] = []): Promise<ThrowawayLab> => {
  await sweepLostLabs()
  const name = `hl-${randomBytes(4).toString('hex')}`
  const root = join(labsFolder, name)
  mkdirSync(root, { recursive: true })
  writePidFile(join(root, 'keeper.pid'), process.pid)
  const remove = () => removeLab(root)
  try {
    const lab = await raiseLab({
      name,
      root,
      hosts,
      source: new Docker(),
      images: { control: [], host: images },
      doors: [],
    })
    return { lab, remove }
  } catch (error) {
    await remove()
    throw error
  }
}
