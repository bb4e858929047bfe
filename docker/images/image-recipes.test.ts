import { describe, expect, it } from 'vitest'
import { imageRecipes, withBases } from './image-recipes.ts'

const names = (wanted?: string[]) => withBases(imageRecipes(), wanted).map(({ name }) => name)

describe('the images of the platform', () => {
  it('puts every image after the one it stands on', () => {
    const recipes = imageRecipes()
    const order = recipes.map(({ name }) => name)
    for (const { name, base } of recipes) {
      if (base) expect(order.indexOf(base)).toBeLessThan(order.indexOf(name))
    }
  })

  it('adds what lies below a wanted image and nothing else', () => {
    expect(names(['agent'])).toEqual(['base', 'node', 'agent'])
    expect(names(['valkey'])).toEqual(['base', 'valkey'])
  })

  it('finds an image for every engine family that brings one', () => {
    expect(names().filter((name) => name.startsWith('engine-'))).not.toEqual([])
  })

  it('names the images there are when asked for another', () => {
    expect(() => names(['nothing'])).toThrow(/no image named nothing; there are base, node/)
  })
})
