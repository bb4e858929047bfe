import Docker from 'dockerode'
import { describe, expect, it } from 'vitest'
import { InstallationSettings } from '../config.ts'
import { installationFrom } from '../installation.ts'
import { agentWish } from './agent.ts'
import { type ContainerWish, containerOptions } from './container-wish.ts'
import { gatewayWish } from './gateway.ts'
import { thisMachine } from './host-place.ts'
import { SPEC_LABEL } from './labels.ts'
import { storeWish } from './store.ts'

const installation = installationFrom(InstallationSettings.parse({}))

const host = thisMachine(installation, new Docker())
const bundle = { image: 'sha256:1', hash: 'bundle' }

const wish: ContainerWish = {
  part: 'api',
  image: 'sha256:1',
  command: ['run'],
  user: '7400:7400',
  binds: [],
  network: { name: 'holdfast-control', alias: 'holdfast-api' },
  publish: [7400],
  memoryBytes: 1024,
  cpus: 1,
  pids: 10,
  stopGraceSeconds: 5,
}
const specOf = (of: ContainerWish) => containerOptions(installation, of).Labels?.[SPEC_LABEL]

describe('the specification of a container', () => {
  it('has the same hash for the same wish and another for every change', () => {
    expect(specOf(wish)).toBe(specOf({ ...wish }))
    const changes: Partial<ContainerWish>[] = [
      { image: 'sha256:2' },
      { command: ['walk'] },
      { memoryBytes: 2048 },
      { readsAtStart: ['new certificate'] },
      { environment: { KEY: 'value' } },
      { publish: [7401] },
    ]
    for (const change of changes) expect(specOf({ ...wish, ...change })).not.toBe(specOf(wish))
  })

  it('publishes ports on the bind address alone', () => {
    const { HostConfig } = containerOptions(installation, wish)
    expect(HostConfig?.PortBindings).toEqual({ '7400/tcp': [{ HostIp: '127.0.0.1', HostPort: '7400' }] })
  })

  it.each([
    ['the api', wish],
    ['the gateway', gatewayWish(installation, host, bundle)],
    ['the store', storeWish(installation, 'sha256:1')],
  ])('gives %s no capability, no writable root, no way to new privileges and no root account', (_, of) => {
    const { HostConfig, User } = containerOptions(installation, of)
    expect(HostConfig).toMatchObject({ CapDrop: ['ALL'], ReadonlyRootfs: true, SecurityOpt: ['no-new-privileges'] })
    expect(HostConfig?.CapAdd).toBeUndefined()
    expect(HostConfig?.Privileged).toBeUndefined()
    expect(User).not.toMatch(/^0/)
  })

  it('binds neither pool nor mounts into the agent, and gives it only the written capabilities', () => {
    const { HostConfig } = containerOptions(installation, agentWish(installation, host, 'sha256:1'))
    const sources = (HostConfig?.Mounts ?? []).map(({ Source }) => Source)
    expect(sources).not.toContain(installation.home)
    expect(sources).not.toContain(installation.paths.pool)
    expect(sources).not.toContain(installation.paths.mounts)
    expect(HostConfig?.Privileged).toBeUndefined()
    expect(HostConfig?.CapAdd).not.toContain('ALL')
  })

  it('keeps the gateway when only the agent beside it changed', () => {
    const before = specOf(gatewayWish(installation, host, { ...bundle, image: 'sha256:old' }))
    expect(specOf(gatewayWish(installation, host, { ...bundle, image: 'sha256:new' }))).toBe(before)
    expect(specOf(gatewayWish(installation, host, { image: 'sha256:new', hash: 'other bundle' }))).not.toBe(before)
  })
})
