import { defaultEngine } from '@holdfast/engine'
import { expect, it } from 'vitest'
import { engineImage, releasesOf } from './releases.ts'

it('names every built engine image by its id, with the packages asked of the image', () => {
  const name = engineImage(defaultEngine.family)
  const images = [
    { name: 'node', tag: 'holdfast/node:1', imageId: 'sha256:1', wasBuilt: false },
    { name, tag: `holdfast/${name}:2`, imageId: 'sha256:2', wasBuilt: true },
  ]
  expect(releasesOf(images, (tag) => ({ asked: tag }))).toEqual([
    {
      engine: defaultEngine.family,
      version: defaultEngine.defaultVersion,
      imageId: 'sha256:2',
      packages: { asked: `holdfast/${name}:2` },
    },
  ])
})
