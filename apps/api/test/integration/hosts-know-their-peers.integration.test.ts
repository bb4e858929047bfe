import { createPublicKey, verify } from 'node:crypto'
import type { DesiredHost } from '@holdfast/shared/state/desired'
import { RouteTicket, ticketContext } from '@holdfast/shared/state/peers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { platformActor } from '../../src/audit/record-audit.ts'
import { removeHost } from '../../src/hosts/remove-host.ts'
import { eventually } from '../harness/containers.ts'
import { type House, openHouse } from '../harness/house.ts'
import { aRequest, connectPeer, joinHost, type LinkPeer } from '../harness/link-peer.ts'
import { useStores } from '../harness/stores.ts'
import { aWish } from '../harness/wishes.ts'

const stores = useStores()
let house: House
let hosts: LinkPeer[]

const announcing = (port: number, refusedTotal = 0) => ({
  ...{
    peerPort: {
      addresses: ['10.0.0.1'],
      port,
      refusedTotal,
      lastRefusal: refusedTotal > 0 ? 'it was a stranger' : null,
    },
  },
})

beforeAll(async () => {
  const { database } = await stores.freshDatabase()
  house = await openHouse({ database })
  hosts = []
  for (const name of ['a', 'b', 'c']) hosts.push(await connectPeer(house, await joinHost(house, name)))
})
afterAll(async () => {
  for (const host of hosts ?? []) host.close()
  await house?.close()
})

const host = (at: number): LinkPeer => {
  const found = hosts[at]
  if (!found) throw new Error(`no host ${at}`)
  return found
}
const names = (page: DesiredHost): string[] => (page.peers ?? []).map(({ hostId }) => hostId)
const others = (at: number): string[] => hosts.filter((_, n) => n !== at).map((it) => it.identity.hostId)

it('a host that announced its peer port stands on the pages of the others, with its certificate', async () => {
  for (const [at, it] of hosts.entries()) it.report(announcing(7_444 + at))
  for (const [at, it] of hosts.entries()) await it.desired((page) => names(page).length === others(at).length)
  expect(names(await host(0).desired((page) => names(page).length === 2)).toSorted()).toEqual(others(0).toSorted())
  const row = await house.database.read.host.findUniqueOrThrow({ where: { id: host(1).identity.hostId } })
  expect(
    host(0)
      .page()
      ?.peers?.find((it) => it.hostId === row.id),
  ).toEqual({
    ...{ hostId: row.id, addresses: ['10.0.0.1'], port: 7_445, serials: [row.certificateSerial], databases: [] },
  })
})

it('its signed successor is named before it is shown', async () => {
  await host(1).ask({ say: 'sign-host', csr: (await aRequest()).csr })
  const of = (page: DesiredHost) => page.peers?.find((it) => it.hostId === host(1).identity.hostId)
  await host(0).desired((page) => of(page)?.serials.length === 2)
})

it('the route to a database is a ticket that the installation signed; another address is a newer version of it', async () => {
  const caller = await house.anOrganization()
  const created = await house.database.transaction((tx) =>
    house.databases.create(tx, caller, aWish({ region: undefined, name: 'shop' })),
  )
  const owner = hosts.find((it) => it.identity.hostId === created.database.hostId)
  if (!owner) throw new Error('placed nowhere')
  const { tickets } = await owner.desired((page) => page.tickets !== undefined)
  const [signed] = tickets ?? []
  if (!signed) throw new Error('no ticket')
  const key = createPublicKey(house.linkParts.releaseKey)
  expect(verify(null, Buffer.from(ticketContext + signed.ticket), key, Buffer.from(signed.signature, 'base64'))).toBe(
    true,
  )
  const route = RouteTicket.parse(JSON.parse(signed.ticket))
  expect(route).toMatchObject({ databaseId: created.database.id, hostId: owner.identity.hostId, addrs: ['10.0.0.1'] })
  owner.report({ peerPort: { addresses: ['10.0.0.9'], port: 7_444, refusedTotal: 0, lastRefusal: null } })
  const isNewer = (page: DesiredHost) => {
    const next = RouteTicket.parse(JSON.parse(page.tickets?.[0]?.ticket ?? 'null'))
    return next.version > route.version && next.epoch === route.epoch && next.addrs[0] === '10.0.0.9'
  }
  await owner.desired((page) => page.tickets !== undefined && isNewer(page))
})

it('whom a host sent away on its peer port is audited, and a growing count turns no page', async () => {
  const version = async () => {
    const where = { id: host(2).identity.hostId }
    return (await house.database.read.host.findUniqueOrThrow({ where })).peerVersion
  }
  const before = await version()
  host(2).report(announcing(7_446, 3))
  await eventually(async () => {
    const [event] = await house.database.read.auditEvent.findMany({ where: { action: 'host.peer-refused' } })
    expect(event).toMatchObject({ facts: { because: 'it was a stranger', times: 3 } })
  })
  expect(await version()).toBe(before)
})

it('a removed host leaves the pages of its peers', async () => {
  const [instance] = await house.database.read.instance.findMany()
  const isEmpty = (it: LinkPeer): boolean => it.identity.hostId !== instance?.hostId
  const [removed, left] = hosts.filter(isEmpty)
  if (!removed || !left) throw new Error('no two empty hosts')
  const { hostId } = removed.identity
  expect(names(left.page() as DesiredHost)).toContain(hostId)
  const removal = { hostId, lost: [], now: new Date(), actor: platformActor }
  await house.database.transaction((tx) => removeHost(tx, removal, house.presence))
  await eventually(async () => expect(names(left.page() as DesiredHost)).not.toContain(hostId))
})
