import { newId } from '@holdfast/shared/ids'
import type { DesiredHost } from '@holdfast/shared/state/desired'
import { instancePageHash } from '@holdfast/shared/state/instance-page-hash'
import { describe, expect, it } from 'vitest'
import { aPage, aSettledHost, type Change, ids, nothing } from '../../test/harness/planned-host.ts'
import type { Observation } from './observation.ts'
import { plan } from './plan.ts'
import { gatewayPageHash, wantedGatewayPage } from './plan-gateway.ts'

/** The page with a further role inside its database. */
const wishing = (page: DesiredHost, state: 'present' | 'absent'): DesiredHost => {
  const logins = [{ name: 'reporting_a', verifier: { secretId: ids.secretId, version: 1 } }]
  const role = { name: 'reporting', logins, grants: [], replication: false, needsCertificate: false, state }
  const access = { databases: [], roles: [role], extensions: [], clientCa: null, clientCrl: null }
  return { ...page, instances: page.instances.map((it) => ({ ...it, access })) }
}

const larger = (page: DesiredHost): DesiredHost => ({
  ...page,
  volumes: page.volumes.map((it) => ({ ...it, sizeBytes: 2 * it.sizeBytes })),
  instances: page.instances.map((it) => ({ ...it, storageBytes: 2 * it.storageBytes })),
})

interface Case extends Change {
  readonly name: string
  readonly steps: string[]
}

const cases: Case[] = [
  {
    name: 'everything for a fresh database comes in one round, the container beside its network and page',
    seen: () => nothing,
    steps: [
      'create-volume',
      'make-network',
      'collect-credentials',
      'write-instance-page',
      'create-container',
      'start-container',
      'publish-routes',
    ],
  },
  { name: 'nothing is done on a settled host', steps: [] },
  {
    name: 'the guard of the host is put up again when it is gone',
    seen: (it) => ({ ...it, isGuarded: false }),
    steps: ['raise-guard'],
  },
  {
    name: 'the folder of a control socket goes when neither the page nor a container names its instance',
    seen: (it) => ({ ...it, controlFolders: [...it.controlFolders, newId('in')] }),
    steps: ['remove-control-folder'],
  },
  {
    name: 'a container that somebody removed is made and started on the volume that is there',
    seen: (it) => ({ ...it, containers: [], managers: [] }),
    steps: ['create-container', 'start-container', 'publish-routes'],
  },
  {
    name: 'a container that exited is started again, its route points nowhere meanwhile',
    seen: (it) => ({ ...it, containers: it.containers.map((c) => ({ ...c, state: 'exited', address: null })) }),
    steps: ['start-container', 'publish-routes'],
  },
  {
    name: 'an unmounted volume is opened before anything on it is judged',
    seen: (it) => ({
      ...it,
      files: [],
      containers: it.containers.map((c) => ({ ...c, state: 'exited', address: null })),
      volumes: it.volumes.map((v) => ({ ...v, mounted: false })),
    }),
    steps: ['open-volume', 'start-container', 'publish-routes'],
  },
  {
    name: 'before a volume grows its page is written and the gateway holds clients',
    page: larger,
    steps: ['write-instance-page', 'publish-routes'],
  },
  {
    name: 'a volume that should be larger grows by one step once the gateway holds',
    page: larger,
    seen: (it) => ({
      ...it,
      gateway: it.gateway && {
        ...it.gateway,
        endpoints: it.gateway.endpoints.map((door) => ({ ...door, state: 'holding' as const })),
      },
    }),
    steps: ['write-instance-page', 'grow-volume', 'publish-routes'],
  },
  {
    name: 'a volume that cannot become so large in place stays as it is, and nobody is held',
    page: larger,
    seen: (it) => ({ ...it, volumes: it.volumes.map((v) => ({ ...v, reachBytes: v.sizeBytes })) }),
    steps: ['write-instance-page', 'apply-page'],
  },
  {
    name: 'a growth that was cut off with the container down is gone on with before anything is started',
    page: larger,
    seen: (it) => ({
      ...it,
      files: [],
      containers: it.containers.map((c) => ({ ...c, state: 'exited', address: null })),
      volumes: it.volumes.map((v) => ({ ...v, mounted: false })),
    }),
    steps: ['grow-volume', 'start-container', 'publish-routes'],
  },
  {
    name: 'a lost volume is not made anew',
    seen: (it) => ({ ...it, volumes: [], files: [], containers: [], managers: [] }),
    steps: ['publish-routes'],
  },
  {
    name: 'nothing is begun without a signed release',
    seen: () => ({ ...nothing, releases: nothing.releases.map((r) => ({ ...r, state: 'not-signed' })) }),
    steps: ['publish-routes'],
  },
  {
    name: 'nothing is begun without the image, which is fetched',
    seen: () => ({ ...nothing, releases: nothing.releases.map((r) => ({ ...r, state: 'image-missing' })) }),
    steps: ['fetch-image', 'publish-routes'],
  },
  {
    name: 'the gateway is put up again where this agent keeps it',
    seen: (it) => ({ ...it, gatewayStands: false }),
    steps: ['raise-gateway'],
  },
  {
    name: 'a running container is left alone while its release cannot be trusted any more',
    seen: (it) => ({ ...it, releases: it.releases.map((r) => ({ ...r, state: 'not-signed' })) }),
    steps: [],
  },
  {
    name: 'another size replaces the container in order',
    page: (it) => ({ ...it, instances: it.instances.map((i) => ({ ...i, size: 'medium' })) }),
    steps: ['write-instance-page', 'stop-container', 'remove-container', 'create-container', 'start-container'],
  },
  {
    name: 'a restart is a new page and an order to apply it, while clients are held',
    page: (it) => ({ ...it, instances: it.instances.map((i) => ({ ...i, restarts: 1 })) }),
    steps: ['write-instance-page', 'apply-page', 'publish-routes'],
  },
  {
    name: 'a rotated verifier is fetched, written and applied',
    page: (it) => ({
      ...it,
      instances: it.instances.map((i) => ({
        ...i,
        logins: i.logins.map((l) => ({ ...l, verifier: { ...l.verifier, version: 2 } })),
      })),
    }),
    steps: ['collect-credentials', 'write-instance-page', 'apply-page'],
  },
  {
    name: 'a further role’s verifiers are fetched, and its wish is written and applied',
    page: (it) => wishing(it, 'present'),
    steps: ['collect-credentials', 'write-instance-page', 'apply-page'],
  },
  {
    name: 'nothing is fetched for a role that should go',
    page: (it) => wishing(it, 'absent'),
    steps: ['write-instance-page', 'apply-page'],
  },
  {
    name: 'a certificate past two thirds of its life is renewed',
    seen: (it) => ({
      ...it,
      files: it.files.map((f) => ({ ...f, certificate: f.certificate && { ...f.certificate, renewAt: it.at - 1 } })),
    }),
    steps: ['collect-credentials', 'write-instance-page'],
  },
  {
    name: 'a certificate without a wanted name is made anew',
    page: (it) => ({ ...it, instances: it.instances.map((i) => ({ ...i, serverNames: ['new.example.test'] })) }),
    steps: ['collect-credentials', 'write-instance-page', 'apply-page'],
  },
  {
    name: 'a page that was not applied is ordered again',
    seen: (it) => ({
      ...it,
      managers: it.managers.map((m) => ({ ...m, facts: m.facts && { ...m.facts, appliedHash: 'older' } })),
    }),
    steps: ['apply-page'],
  },
  {
    name: 'an instance that still starts is not hurried, its clients are held',
    seen: (it) => ({
      ...it,
      managers: it.managers.map((m) => ({
        ...m,
        facts: m.facts && { ...m.facts, appliedHash: null, health: 'starting' },
      })),
    }),
    steps: ['publish-routes'],
  },
  {
    name: 'an instance that should be stopped is stopped, its port closed, its container and volume kept',
    page: (it) => ({ ...it, instances: it.instances.map((i) => ({ ...i, power: 'stopped' })) }),
    steps: ['stop-container', 'publish-routes'],
  },
  {
    name: 'an instance that no page names goes, its volume is closed and kept',
    page: (it) => ({ ...it, instances: [], endpoints: [] }),
    steps: ['stop-container', 'remove-container', 'close-volume', 'remove-network', 'publish-routes'],
  },
  {
    name: 'a volume that no page names is not touched',
    page: (it) => ({ ...it, instances: [], endpoints: [], volumes: [] }),
    steps: ['stop-container', 'remove-container', 'remove-network', 'publish-routes'],
  },
  {
    name: 'a volume is erased when the page says so, after its instance is gone',
    page: (it) => ({
      ...it,
      instances: [],
      endpoints: [],
      volumes: it.volumes.map((v) => ({ ...v, state: 'erased' })),
    }),
    steps: ['stop-container', 'remove-container', 'close-volume', 'erase-volume', 'remove-network', 'publish-routes'],
  },
  {
    name: 'a volume that an instance of the page still uses is never erased',
    page: (it) => ({ ...it, volumes: it.volumes.map((v) => ({ ...v, state: 'erased' })) }),
    steps: [],
  },
  {
    name: 'a gateway that has another page gets the wanted one',
    seen: (it) => ({ ...it, gateway: it.gateway && { ...it.gateway, publishedHash: 'other' } }),
    steps: ['publish-routes'],
  },
  {
    name: 'a gateway that lost its routes gets them again',
    seen: (it) => ({ ...it, gateway: it.gateway && { ...it.gateway, endpoints: [] } }),
    steps: ['publish-routes'],
  },
  {
    name: 'a gateway that does not answer is not waited for',
    seen: () => ({ ...nothing, gateway: null }),
    steps: [
      'create-volume',
      'make-network',
      'collect-credentials',
      'write-instance-page',
      'create-container',
      'start-container',
    ],
  },
]

describe('plan', () => {
  it.each(cases)('$name', ({ page = (it) => it, seen = (it) => it, steps }) => {
    const planned = plan(page(aPage), seen(aSettledHost))
    expect(planned.map((it) => it.do)).toEqual(steps)
    for (const step of planned) expect(step.because.length, step.do).toBeGreaterThan(8)
  })

  it('gives steps of different databases different lanes, and the gateway its own', () => {
    const lanes = new Set(plan(aPage, nothing).map((it) => it.lane))
    expect([...lanes]).toEqual([ids.databaseId, 'gateway'])
  })

  it('can be written down and planned again: it depends on plain values only', () => {
    const copy = JSON.parse(JSON.stringify(nothing)) as Observation
    expect(plan(aPage, copy)).toEqual(plan(aPage, nothing))
  })

  it('removes a stray container before its database’s volume goes to another instance', () => {
    const replacement = { ...aPage, instances: aPage.instances.map((it) => ({ ...it, instanceId: newId('in') })) }
    const steps = plan(replacement as typeof aPage, { ...aSettledHost, files: [], managers: [] })
    const lane = steps.filter((it) => it.lane === ids.databaseId).map((it) => it.do)
    expect(lane).toEqual(
      expect.arrayContaining(['stop-container', 'remove-container', 'create-container', 'start-container']),
    )
  })
})

describe('wantedGatewayPage', () => {
  it('holds connections of a starting instance and leads to the container once it has an address', () => {
    expect(wantedGatewayPage(aPage, nothing).routes[0]).toMatchObject({ target: null, hold: true })
    expect(wantedGatewayPage(aPage, aSettledHost).routes[0]?.target).toEqual({ host: '10.0.0.2', port: 5432 })
    expect(aSettledHost.gateway?.publishedHash).toBe(gatewayPageHash(wantedGatewayPage(aPage, aSettledHost)))
  })

  it('holds connections from the order to restart on until it was carried out, and while an instance makes ready', () => {
    const ordered = { ...aPage, instances: aPage.instances.map((it) => ({ ...it, restarts: 1 })) }
    const because = 'the instance is restarting'
    expect(wantedGatewayPage(ordered, aSettledHost).routes[0]).toMatchObject({ target: null, hold: true, because })
    for (const health of ['starting', 'recovering', 'crashed'] as const) {
      const managers = aSettledHost.managers.map((it) => ({ ...it, facts: it.facts && { ...it.facts, health } }))
      const [route] = wantedGatewayPage(aPage, { ...aSettledHost, managers }).routes
      expect(route).toMatchObject({ target: null, hold: true })
    }
  })

  it('lets clients through while the instance manager does not answer', () => {
    const managers = aSettledHost.managers.map((it) => ({ ...it, facts: null }))
    expect(wantedGatewayPage(aPage, { ...aSettledHost, managers }).routes[0]?.target).not.toBeNull()
  })

  it('refuses connections of a stopped database and of one whose primary is elsewhere', () => {
    const stopped = { ...aPage, instances: aPage.instances.map((it) => ({ ...it, power: 'stopped' as const })) }
    expect(wantedGatewayPage(stopped, aSettledHost).routes[0]).toMatchObject({ target: null, hold: false })
    const elsewhere = { ...aPage, instances: [] }
    expect(wantedGatewayPage(elsewhere, aSettledHost).routes[0]).toMatchObject({
      target: null,
      hold: false,
      because: 'the database has no primary on this host',
    })
  })
})

it('counts the page on the volume by the hash that the instance manager reports', () => {
  const page = aSettledHost.files[0]?.page
  expect(page && instancePageHash(page)).toBe(aSettledHost.managers[0]?.facts?.appliedHash)
})
