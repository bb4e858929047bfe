import type { HostId } from '@holdfast/shared/ids'
import { GiB } from '@holdfast/shared/units'
import { describe, expect, it } from 'vitest'
import { type HostRoom, placeDatabase, roomFor, type Wish } from './place-database.ts'

const hostId = (n: number): HostId => `ho_0000000000000000000${n}`

const aHost = (n: number, change: Partial<HostRoom> = {}): HostRoom => ({
  hostId: hostId(n),
  name: `kelp-0${n}`,
  labels: {},
  capacity: { cpus: 4, memoryBytes: 16 * GiB, storageBytes: 200 * GiB, storageFreeBytes: 150 * GiB },
  reserved: { cpus: 0, memoryBytes: 0, storageBytes: 0 },
  closedBecause: null,
  ...change,
})

const small: Wish = { cpus: 1, memoryBytes: 1 * GiB, storageBytes: 10 * GiB, demands: {}, presentOn: [] }
const reserved = (memoryGiB: number, storageGiB = 0, cpus = 0) => ({
  cpus,
  memoryBytes: memoryGiB * GiB,
  storageBytes: storageGiB * GiB,
})

const cases: { sentence: string; hosts: HostRoom[]; wish?: Partial<Wish>; chosen: number }[] = [
  { sentence: 'takes the only host', hosts: [aHost(1)], chosen: 1 },
  { sentence: 'takes the emptier host', hosts: [aHost(1, { reserved: reserved(8) }), aHost(2)], chosen: 2 },
  {
    sentence: 'judges a host by its tightest resource',
    hosts: [aHost(1, { reserved: reserved(0, 180) }), aHost(2, { reserved: reserved(8) })],
    chosen: 2,
  },
  { sentence: 'takes the first by name among equals', hosts: [aHost(2), aHost(1)], chosen: 1 },
  {
    sentence: 'keeps away from hosts that hold the database already',
    hosts: [aHost(1), aHost(2, { reserved: reserved(10) })],
    wish: { presentOn: [hostId(1)] },
    chosen: 2,
  },
  {
    sentence: 'takes a host twice rather than nowhere',
    hosts: [aHost(1)],
    wish: { presentOn: [hostId(1)] },
    chosen: 1,
  },
  {
    sentence: 'follows the region',
    hosts: [aHost(1, { labels: { region: 'south' } }), aHost(2, { labels: { region: 'north' } })],
    wish: { demands: { region: 'north' } },
    chosen: 2,
  },
  {
    sentence: 'passes over a silent host',
    hosts: [aHost(1, { closedBecause: 'it is silent' }), aHost(2, { reserved: reserved(12) })],
    chosen: 2,
  },
  { sentence: 'fills the last room exactly', hosts: [aHost(1, { reserved: reserved(0, 190) })], chosen: 1 },
]

const refusals: { sentence: string; host: HostRoom; wish?: Partial<Wish>; because: RegExp }[] = [
  {
    sentence: 'an instance with more cpus than the host has',
    host: aHost(1),
    wish: { cpus: 8 },
    because: /it has 4 cpus, 8 were/,
  },
  {
    sentence: 'memory is promised away, whether used or not',
    host: aHost(1, { reserved: reserved(14) }),
    because: /410 MiB of memory left to promise, 1 GiB were asked for/,
  },
  {
    sentence: 'storage is one byte short',
    host: aHost(1, { reserved: { cpus: 0, memoryBytes: 0, storageBytes: 190 * GiB + 1 } }),
    because: /of storage left to promise/,
  },
  {
    sentence: 'cpus are promised away',
    host: aHost(1, { reserved: reserved(0, 0, 15.5) }),
    because: /0.5 more cpus of 1/,
  },
  { sentence: 'nothing was reported yet', host: aHost(1, { capacity: null }), because: /has not reported/ },
  {
    sentence: 'the region differs',
    host: aHost(1, { labels: { region: 'south' } }),
    wish: { demands: { region: 'north' } },
    because: /its region is south, and north was asked for/,
  },
  { sentence: 'the size is beyond any host', host: aHost(1), wish: { memoryBytes: 64 * GiB }, because: /64 GiB/ },
]

describe('placing a database', () => {
  it.each(cases)('$sentence', ({ hosts, wish, chosen }) => {
    expect(placeDatabase(hosts, { ...small, ...wish }).hostId).toBe(hostId(chosen))
  })

  it.each(refusals)('refuses and says why: $sentence', ({ host, wish, because }) => {
    const placement = placeDatabase([host], { ...small, ...wish })
    expect(placement).toMatchObject({ hostId: null, refusals: [{ host: 'kelp-01' }] })
    expect(placement.hostId === null && placement.refusals[0]?.because).toMatch(because)
  })

  it('says nothing of hosts when none has joined', () => {
    expect(placeDatabase([], small)).toEqual({ hostId: null, refusals: [] })
  })

  it('counts how many more fit', () => {
    expect(roomFor([aHost(1), aHost(2, { closedBecause: 'it is silent' })], small)).toBe(14)
    expect(roomFor([aHost(1, { reserved: reserved(0, 185) })], small)).toBe(1)
    expect(roomFor([aHost(1, { reserved: reserved(15) })], small)).toBe(0)
    expect(roomFor([aHost(1)], { ...small, cpus: 8 })).toBe(0)
  })
})
