import { drift } from '@holdfast/shared/state/drift'
import { type DiskRung, ObservedHost } from '@holdfast/shared/state/observed'
import { describe, expect, it } from 'vitest'
import { aPage, aSettledHost, ids, nothing } from '../../test/harness/planned-host.ts'
import type { Observation } from './observation.ts'
import { isWorthReporting, makeReport } from './report.ts'

const report = (seen: Observation) =>
  makeReport({
    hasPage: true,
    desired: aPage,
    seen,
    agentVersion: '1',
    addresses: ['192.0.2.1'],
    capacity: { cpus: 2, memoryBytes: 4e9, storageBytes: 1e11, storageFreeBytes: 5e10 },
    tasks: [],
    failures: [],
    memory: new Map(),
    growths: new Map(),
  })

const later = (page: ObservedHost, ms: number): ObservedHost => ({
  ...page,
  observedAt: new Date(Date.parse(page.observedAt) + ms).toISOString(),
})

describe('makeReport', () => {
  it('is a page that the contract knows', () => {
    expect(ObservedHost.parse(report(aSettledHost))).toEqual(report(aSettledHost))
  })

  it('shows no drift on a settled host, and some on an empty one', () => {
    expect(drift(aPage, report(aSettledHost))).toEqual([])
    expect(drift(aPage, report(nothing)).map((it) => it.subject)).toEqual([
      ids.volumeId,
      ids.instanceId,
      ids.databaseId,
    ])
  })

  it('says that volumes are not encrypted, and of a directory that its size is not enforced', () => {
    const codes = (seen: Observation) => report(seen).conditions.map((it) => it.code)
    expect(codes(aSettledHost)).toEqual(['not-encrypted'])
    const directories = aSettledHost.volumes.map((it) => ({ ...it, format: 'directory' as const }))
    expect(codes({ ...aSettledHost, volumes: directories })).toEqual(['not-encrypted', 'size-not-enforced'])
  })

  it('says of a volume that fills how far it is, in a sentence that stays the same on a rung', () => {
    const at = (rung: DiskRung) => ({
      ...aSettledHost,
      managers: aSettledHost.managers.map((it) => ({
        ...it,
        facts: it.facts && { ...it.facts, disk: { ...it.facts.disk, rung } },
      })),
    })
    const told = (rung: DiskRung) => report(at(rung)).conditions.filter(({ code }) => code !== 'not-encrypted')
    expect(told('roomy')).toEqual([])
    expect(told('filling')).toMatchObject([{ code: 'disk-filling', subject: ids.volumeId }])
    expect(told('nearly-full')).toMatchObject([{ code: 'disk-nearly-full' }])
    expect(told('tight')).toMatchObject([{ code: 'disk-nearly-full', because: expect.stringMatching(/read-only/) }])
    expect(told('read-only')).toMatchObject([{ code: 'disk-full-read-only' }])
  })
})

describe('isWorthReporting', () => {
  const page = report(aSettledHost)

  it('tells the first page, and none that is the same', () => {
    expect(isWorthReporting(page, undefined)).toBe(true)
    expect(isWorthReporting(later(page, 60_000), page)).toBe(false)
  })

  it('tells a changed health at once', () => {
    const crashed = { ...page, instances: page.instances.map((it) => ({ ...it, health: 'crashed' as const })) }
    expect(isWorthReporting(crashed, page)).toBe(true)
  })

  it('tells moved gauges once in a while', () => {
    const moved = { ...page, instances: page.instances.map((it) => ({ ...it, connections: 9 })) }
    expect(isWorthReporting(later(moved, 1_000), page)).toBe(false)
    expect(isWorthReporting(later(moved, 11_000), page)).toBe(true)
  })
})
