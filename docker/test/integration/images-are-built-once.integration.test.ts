import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Docker from 'dockerode'
import { afterAll, describe, expect, it } from 'vitest'
import { buildImages } from '../../images.ts'

describe('images', () => {
  const docker = new Docker()
  const cache = mkdtempSync(join(tmpdir(), 'holdfast-images-'))
  const build = (report: string[] = []) =>
    buildImages({ docker, cache, only: ['valkey', 'node'], report: (line) => report.push(line) })
  afterAll(() => rmSync(cache, { recursive: true }))

  it('are built once: a second run finds each by its content and builds nothing', async () => {
    const first = await build()
    const lines: string[] = []
    const second = await build(lines)
    expect(second.map(({ wasBuilt }) => wasBuilt)).toEqual([false, false, false])
    expect(second.map(({ imageId }) => imageId)).toEqual(first.map(({ imageId }) => imageId))
    expect(lines).toEqual([])
  })

  it('run as an account of their own', async () => {
    for (const { name, imageId } of await build()) {
      if (name === 'base') continue
      const { Config } = await docker.getImage(imageId).inspect()
      expect(`${name} ${Config.User}`).toMatch(/ [1-9]\d+:[1-9]\d+$/)
    }
  })

  it('say which part of the build failed', async () => {
    await expect(buildImages({ docker, cache, only: ['no-such-image'] })).rejects.toThrow(
      /no image named no-such-image/,
    )
  })
})
