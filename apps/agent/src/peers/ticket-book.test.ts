import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseId, HostId, InstanceId, newId } from '@holdfast/shared/ids'
import { type RouteTicket, type SignedTicket, ticketContext } from '@holdfast/shared/state/peers'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openTicketBook } from './ticket-book.ts'

const keys = generateKeyPairSync('ed25519')
const key = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString()
const databaseId = DatabaseId.parse(newId('db'))

const route = (change: Partial<RouteTicket> = {}): RouteTicket => ({
  databaseId,
  epoch: 2,
  version: 5,
  instanceId: InstanceId.parse(newId('in')),
  dataGen: 0,
  hostId: HostId.parse(newId('ho')),
  addrs: ['10.0.0.1'],
  readers: [],
  issuedAt: new Date().toISOString(),
  ...change,
})
const signed = (value: unknown, by: KeyObject = keys.privateKey, context = ticketContext): SignedTicket => {
  const ticket = JSON.stringify(value)
  return { ticket, signature: sign(null, Buffer.from(context + ticket), by).toString('base64') }
}

let directory: string
const troubles: unknown[] = []
const open = () => openTicketBook({ directory, key, onTrouble: (error) => troubles.push(error) })
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hf-tickets-'))
  troubles.length = 0
})
afterEach(() => rm(directory, { recursive: true }))

it('takes what the control plane signed, and nothing that anybody else did', async () => {
  const book = await open()
  expect(book.take(signed(route(), generateKeyPairSync('ed25519').privateKey))).toMatch(/not signed/)
  expect(book.take(signed(route(), keys.privateKey, ''))).toMatch(/not signed/)
  const changed = signed(route())
  expect(book.take({ ...changed, ticket: changed.ticket.replace('10.0.0.1', '10.6.6.6') })).toMatch(/not signed/)
  expect(book.take(signed({ databaseId, epoch: -1 }))).toMatch(/cannot be understood/)
  expect(book.find(databaseId)).toBeUndefined()
  expect(book.take(signed(route()))).toBeUndefined()
  expect(book.find(databaseId)).toMatchObject({ epoch: 2, addrs: ['10.0.0.1'] })
})

it('lets no route be rolled back: only a higher epoch, or a higher version of it, replaces one', async () => {
  const book = await open()
  for (const [epoch, version] of [
    [2, 5],
    [2, 4],
    [1, 9],
    [2, 5],
  ] as const)
    book.take(signed(route({ epoch, version })))
  expect(book.find(databaseId)).toMatchObject({ epoch: 2, version: 5 })
  book.take(signed(route({ epoch: 3, version: 0 })))
  expect(book.find(databaseId)).toMatchObject({ epoch: 3, version: 0 })
})

it('keeps tickets over a restart, and judges those on disk again', async () => {
  const book = await open()
  const ticket = signed(route())
  book.take(ticket)
  await book.kept()
  expect((await open()).of([databaseId])).toEqual([ticket])
  const forged = signed(route({ epoch: 9 }), generateKeyPairSync('ed25519').privateKey)
  await writeFile(join(directory, 'tickets.json'), JSON.stringify([forged]))
  expect((await open()).find(databaseId)).toBeUndefined()
  expect(String(troubles)).toContain('not signed')
  await writeFile(join(directory, 'tickets.json'), '{')
  expect((await open()).find(databaseId)).toBeUndefined()
})

it('keeps those of the databases that this host serves, and forgets the others', async () => {
  const book = await open()
  book.serve(new Set())
  expect(book.take(signed(route()))).toMatch(/does not serve/)
  book.serve(new Set([databaseId]))
  book.take(signed(route()))
  book.serve(new Set())
  await book.kept()
  expect(JSON.parse(await readFile(join(directory, 'tickets.json'), 'utf8'))).toEqual([])
})
