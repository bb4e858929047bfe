import { catalogue } from '@holdfast/engine'
import { buildImages } from '../../../../docker/images.ts'

const built = new Map<string, Promise<string>>()

/** Content-addressed id of an image of this repository, built when it is missing. */
function imageId(name: string): Promise<string> {
  const known = built.get(name)
  if (known) return known
  const building = buildImages({ only: [name] }).then((images) => {
    const image = images.find((it) => it.name === name)
    if (!image) throw new Error(`there is no recipe for the image ${name}`)
    return image.imageId
  })
  built.set(name, building)
  return building
}

export const engineImage = (): Promise<string> => imageId(`engine-${catalogue[0]?.family}`)

export const agentImage = (): Promise<string> => imageId('agent')
