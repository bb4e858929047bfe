import { catalogue } from '@holdfast/engine'
import { describe, expect, it } from 'vitest'
import { containerOptions } from './container-options.ts'
import { canonicalJson, specHash } from './spec-hash.ts'

const input = {
  image: `sha256:${'a'.repeat(64)}`,
  cpus: 1.5,
  memoryBytes: 1024 ** 3,
  volumePath: '/home/volume',
  controlPath: '/home/control',
  labels: { 'holdfast.part': 'instance' },
}

describe.each(catalogue.map((engine) => ({ family: engine.family, engine })))(
  'the container of $family',
  ({ engine }) => {
    const spec = engine.container(input)
    const { HostConfig: host, ...options } = containerOptions(spec, { network: 'a-network', aliases: ['a-name'] })

    it('has no privilege, no capability and a root that cannot be written', () => {
      expect(host).toMatchObject({
        Privileged: false,
        ReadonlyRootfs: true,
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges'],
        RestartPolicy: { Name: 'no' },
      })
      expect(host).not.toHaveProperty('CapAdd')
      expect(host).not.toHaveProperty('Binds')
      expect(options.User).toMatch(/^[1-9]\d*:[1-9]\d*$/)
    })

    it('sees of the host its volume and its control folder, by mounts that fail when they are missing', () => {
      expect(host?.Mounts).toEqual([
        { Type: 'bind', Source: '/home/volume', Target: '/volume', ReadOnly: false },
        { Type: 'bind', Source: '/home/control', Target: '/control', ReadOnly: false },
      ])
    })

    it('is limited in memory, swap, processors and processes', () => {
      expect(host).toMatchObject({
        Memory: 1024 ** 3,
        MemorySwap: 1024 ** 3,
        NanoCpus: 1.5e9,
        NetworkMode: 'a-network',
      })
      expect(host?.PidsLimit).toBeGreaterThan(0)
    })

    it('has another hash for another size or image, and the same for the same', () => {
      expect(specHash(engine.container({ ...input }))).toBe(specHash(spec))
      expect(specHash(engine.container({ ...input, cpus: 2 }))).not.toBe(specHash(spec))
      expect(specHash(engine.container({ ...input, image: `sha256:${'b'.repeat(64)}` }))).not.toBe(specHash(spec))
    })
  },
)

it('writes equal values as equal text', () => {
  expect(canonicalJson({ b: 1, a: [{ d: 1, c: 2 }] })).toBe('{"a":[{"c":2,"d":1}],"b":1}')
})
