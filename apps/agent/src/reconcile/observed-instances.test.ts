import { describe, expect, it } from 'vitest'
import { aPage, aSettledHost, ids } from '../../test/harness/planned-host.ts'
import type { SeenContainer } from '../docker/containers.ts'
import type { Observation, SeenManager } from './observation.ts'
import { observedInstances } from './observed-instances.ts'

interface Sight {
  readonly container?: Partial<SeenContainer>
  readonly manager?: Partial<SeenManager>
  readonly power?: 'running' | 'stopped'
}

const look = ({ container = {}, manager = {}, power = 'running' }: Sight) => {
  const seen: Observation = {
    ...aSettledHost,
    containers: aSettledHost.containers.map((it) => ({ ...it, ...container })),
    managers: aSettledHost.managers.map((it) => ({ ...it, ...manager })),
  }
  const page = { ...aPage, instances: aPage.instances.map((it) => ({ ...it, power })) }
  return observedInstances(page, seen, new Map([[ids.instanceId, 1024]]))[0]
}

const silent = (forMs: number): Partial<SeenManager> => ({ facts: null, silentSince: aSettledHost.at - forMs })
const exited = { state: 'exited', exitCode: 1, status: 'Exited (1) 2 seconds ago' } as const

describe('observedInstances', () => {
  it('says what the instance manager says', () => {
    expect(look({})).toMatchObject({ health: 'running', because: 'it answers', connections: 1, memoryBytes: 1024 })
  })

  it.each<[string, Sight, string, RegExp]>([
    ['an instance whose manager is not up yet is starting', { manager: silent(1_000) }, 'starting', /not answered yet/],
    ['one that is silent for long is stuck', { manager: silent(31_000) }, 'stuck', /silent for more than 30 s/],
    ['one that exited without an order has crashed', { container: exited }, 'crashed', /exited with status 1/],
    ['one that exited by order is stopped', { container: exited, power: 'stopped' }, 'stopped', /as wanted/],
    [
      'one that found its volume held says so',
      { container: { ...exited, exitCode: 75 } },
      'crashed',
      /holds its volume/,
    ],
    ['one that never started is stopped', { container: { state: 'created' } }, 'stopped', /has not started/],
  ])('%s', (_name, sight, health, because) => {
    expect(look(sight)).toMatchObject({ health, because: expect.stringMatching(because) })
  })

  it('takes nothing from a manager whose container is gone', () => {
    expect(look({ container: exited })).toMatchObject({ appliedHash: null, startedAt: null, connections: 0 })
  })

  it('is caught up when the applied page is the wanted one', () => {
    const seen = look({})
    expect(seen?.appliedHash).toBe(seen?.wantedHash)
  })

  it('reports a container that no page names', () => {
    const [stray] = observedInstances({ ...aPage, instances: [] }, aSettledHost, new Map())
    expect(stray).toMatchObject({ instanceId: ids.instanceId, health: 'running', wantedHash: null })
  })
})
