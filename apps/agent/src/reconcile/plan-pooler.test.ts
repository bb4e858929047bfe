import { findEngine } from '@holdfast/engine'
import { newId, SecretId } from '@holdfast/shared/ids'
import type { DesiredHost } from '@holdfast/shared/state/desired'
import { describe, expect, it } from 'vitest'
import { aPage, aSettledHost, type Change, ids } from '../../test/harness/planned-host.ts'
import type { SeenPooler } from '../docker/pooler-containers.ts'
import { specHash } from '../docker/spec-hash.ts'
import type { Observation } from './observation.ts'
import { plan } from './plan.ts'
import { wantedGatewayPage } from './plan-gateway.ts'
import { planPoolers } from './plan-pooler.ts'
import { poolerStamp, wantedPooler, wantedPoolerContainer } from './wanted-pooler.ts'

const secret = () => ({ secretId: SecretId.parse(newId('se')), version: 1 })
const { databaseId } = ids
const [first] = aPage.instances
const [release] = aSettledHost.releases
const login = first && findEngine(first.engine)?.pooler?.login
if (!first || !release || login === undefined) throw new Error('the default engine has no pooler')
const instance = { ...first, pooler: { login, password: secret(), verifier: secret() } }
const page: DesiredHost = { ...aPage, instances: [instance] }
const wanted = wantedPooler(instance)
if (!wanted) throw new Error('the page wants no pooler')

const container: SeenPooler = {
  containerId: 'e'.repeat(64),
  databaseId,
  specHash: specHash(wantedPoolerContainer(instance, { release, descriptor: wanted.descriptor }, aSettledHost)),
  state: 'running',
  address: '10.0.0.3',
}
const certificate = { hash: 'd'.repeat(64), names: ['localhost'], renewAt: aSettledHost.at + 1e9 }
const files = { databaseId, stamp: poolerStamp(instance, wanted.login, certificate.hash), certificate }

const withDemand = (seen: Observation, clients: number, idleMs = 0): Observation => ({
  ...seen,
  gateway: seen.gateway && { ...seen.gateway, demand: [{ databaseId, clients, idleMs }] },
})
/** A pooler that rests and that nobody wants. */
const ready = withDemand({ ...aSettledHost, poolers: [container], poolerFiles: [files] }, 0, 1e9)
const running = withDemand({ ...ready, poolersAwake: [databaseId], poolersSure: [databaseId] }, 3)
const withContainer = (seen: Observation, change: Partial<SeenPooler>): Observation => ({
  ...seen,
  poolers: [{ ...container, ...change }],
})

interface Case extends Change {
  readonly name: string
  readonly steps: string[]
}

const cases: Case[] = [
  { name: 'one that rests is left alone', seen: () => ready, steps: [] },
  { name: 'one that is used is left alone', seen: () => running, steps: [] },
  {
    name: 'one is made and started beside an instance that serves',
    seen: (it) => ({ ...it, poolers: [], poolerFiles: [] }),
    steps: ['write-pooler-files', 'create-pooler', 'start-container'],
  },
  {
    name: 'none is made ready beside an instance in the making',
    seen: (it) => ({ ...it, poolers: [], poolerFiles: [], managers: [] }),
    steps: [],
  },
  {
    name: 'it is made and started beside an instance in the making when somebody waits',
    seen: (it) => withDemand({ ...it, poolers: [], poolerFiles: [], managers: [] }, 1),
    steps: ['write-pooler-files', 'create-pooler', 'start-container'],
  },
  { name: 'the first client finds it without the agent', seen: (it) => withDemand(it, 1), steps: [] },
  {
    name: 'one that ended is started again',
    seen: (it) => withContainer(it, { state: 'exited' }),
    steps: ['start-container'],
  },
  {
    name: 'one that ended stays so beside an instance that does not serve',
    seen: (it) => withContainer({ ...it, managers: [] }, { state: 'exited' }),
    steps: [],
  },
  {
    name: 'one whose files were lost with the host’s memory gets them before it starts',
    seen: (it) => withContainer({ ...it, poolerFiles: [] }, { state: 'exited' }),
    steps: ['write-pooler-files', 'start-container'],
  },
  {
    name: 'it is kept while the last client left not long ago',
    seen: () => withDemand(running, 0, 599_999),
    steps: [],
  },
  {
    name: 'it is laid to rest when nobody has used it for long enough',
    seen: () => withDemand(running, 0, 600_000),
    steps: ['rest-pooler'],
  },
  {
    name: 'it is not laid to rest while the gateway says nothing',
    seen: () => ({ ...running, gateway: null }),
    steps: [],
  },
  {
    name: 'one that an earlier agent may have paused goes on',
    seen: () => ({ ...running, poolersSure: [] }),
    steps: ['resume-pooler'],
  },
  {
    name: 'another size writes its files anew, without another container',
    page: (it) => ({ ...it, instances: [{ ...instance, size: 'medium' }] }),
    seen: () => running,
    steps: ['write-pooler-files'],
  },
  {
    name: 'a rotated password writes its files anew',
    page: (it) => ({ ...it, instances: [{ ...instance, pooler: { ...instance.pooler, password: secret() } }] }),
    seen: () => running,
    steps: ['write-pooler-files'],
  },
  {
    name: 'a certificate past two thirds of its life is renewed in place',
    seen: () => ({
      ...running,
      poolerFiles: [{ ...files, certificate: { ...certificate, renewAt: running.at - 1 } }],
    }),
    steps: ['write-pooler-files'],
  },
  {
    name: 'one of another release is replaced when nobody uses it',
    seen: () => withDemand(withContainer(running, { specHash: 'older' }), 0),
    steps: ['stop-container', 'remove-container', 'create-pooler', 'start-container'],
  },
  {
    name: 'one of another release goes on while somebody uses it',
    seen: () => withContainer(running, { specHash: 'older' }),
    steps: [],
  },
  {
    name: 'one of another release goes on while the gateway says nothing',
    seen: () => ({ ...withContainer(running, { specHash: 'older' }), gateway: null }),
    steps: [],
  },
  {
    name: 'one of another release that does not run is replaced even for a client that waits',
    seen: () => withContainer(running, { specHash: 'older', state: 'exited' }),
    steps: ['remove-container', 'create-pooler', 'start-container'],
  },
  {
    name: 'it goes with its instance, files and all',
    page: (it) => ({ ...it, instances: [], endpoints: [] }),
    seen: () => running,
    steps: ['stop-container', 'remove-container', 'remove-pooler-files'],
  },
  {
    name: 'it goes when its database is stopped',
    page: (it) => ({ ...it, instances: [{ ...instance, power: 'stopped' }] }),
    seen: () => ready,
    steps: ['stop-container', 'remove-container', 'remove-pooler-files'],
  },
]

describe('planPoolers', () => {
  it.each(cases)('$name', ({ page: change = (it) => it, seen = (it) => it, steps }) => {
    const planned = planPoolers(change(page), seen(ready))
    expect(planned.map((it) => it.do)).toEqual(steps)
    for (const step of planned) expect([step.lane, step.because.length > 8]).toEqual([`${databaseId} pooler`, true])
  })

  it('is not waited for by the network’s removal in vain: that comes when the pooler is gone', () => {
    const nobody = { ...page, instances: [], endpoints: [] }
    expect(plan(nobody, running).map((it) => it.do)).not.toContain('remove-network')
    expect(plan(nobody, { ...running, poolers: [] }).map((it) => it.do)).toContain('remove-network')
  })
})

describe('the pooled route', () => {
  const route = (desired: DesiredHost, seen: Observation) => wantedGatewayPage(desired, seen).routes[1]

  it('is open without a pooler, and leads to one that rests as to one that runs', () => {
    expect(route(page, { ...ready, poolers: [] })).toMatchObject({ port: 20_001, target: null, hold: true })
    for (const seen of [ready, running])
      expect(route(page, seen)).toMatchObject({ target: { host: '10.0.0.3' }, connectionLimit: 1_000, onDemand: true })
  })

  it('holds newcomers while the instance restarts, and refuses them when the database is stopped', () => {
    const restarting = { ...page, instances: [{ ...instance, restarts: 1 }] }
    expect(route(restarting, running)).toMatchObject({
      target: null,
      hold: true,
      because: 'the instance is restarting',
    })
    const stopped = { ...page, instances: [{ ...instance, power: 'stopped' as const }] }
    expect(route(stopped, running)).toMatchObject({ target: null, hold: false })
  })

  it('is not there for a database without a pooler', () => {
    expect(route(aPage, running)).toBeUndefined()
  })
})
