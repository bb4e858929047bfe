import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { EngineDescriptor } from '@holdfast/engine'
import { buildImages } from '../../../../docker/images.ts'

const built = new Map<string, Promise<string>>()

async function build(engine: EngineDescriptor): Promise<string> {
  const folder = new URL('../../', import.meta.url).pathname
  await promisify(execFile)(process.execPath, ['build.mjs'], { cwd: folder })
  const name = `engine-${engine.family}`
  const images = await buildImages({ only: [name] })
  const image = images.find((candidate) => candidate.name === name)
  if (!image) throw new Error(`no image named ${name} was built`)
  return image.imageId
}

/** The id of the family's image as the sources are now; what is built already is taken as it is. */
export function engineImage(engine: EngineDescriptor): Promise<string> {
  const image = built.get(engine.family) ?? build(engine)
  built.set(engine.family, image)
  return image
}
