import type { StreamEvent } from '@holdfast/shared/contract/platform-routes'
import { QueryClient } from '@tanstack/react-query'
import { beforeEach, describe, expect, it } from 'vitest'
import { keys } from './keys.ts'
import { createLiveTable } from './live-table.ts'

const organization = 'or_1'
let client: QueryClient
let carry: (event: StreamEvent) => void

const event = (topic: StreamEvent['topic'], view: { id: string } & Record<string, unknown>, version = 1): StreamEvent =>
  ({ sequence: 1, at: '2026-11-21T14:00:00Z', topic, subject: view.id, version, view }) as StreamEvent
const orders = { id: 'db_1', name: 'orders', state: 'creating', deletedAt: null }
const list = (...items: object[]) => ({ items, nextCursor: null })
const isStale = (key: readonly unknown[]) => client.getQueryState(key)?.isInvalidated

beforeEach(() => {
  client = new QueryClient()
  carry = createLiveTable(client, organization)
  client.setQueryData(keys.database(organization, 'orders'), orders)
  client.setQueryData(keys.databases(organization, 'present'), list(orders))
  client.setQueryData(keys.databases(organization, 'deleted'), list())
})

describe('events and the cache', () => {
  it('writes the newer view into the detail and every list, so that they cannot disagree', () => {
    const running = { ...orders, state: 'running' }
    carry(event('database', running))
    expect(client.getQueryData(keys.database(organization, 'orders'))).toEqual(running)
    expect(client.getQueryData(keys.databases(organization, 'present'))).toEqual(list(running))
    expect(isStale(keys.databases(organization, 'deleted'))).toBe(false)
  })

  it('drops what is older than what was carried', () => {
    carry(event('database', { ...orders, state: 'running' }, 5))
    carry(event('database', { ...orders, state: 'starting' }, 4))
    expect(client.getQueryData(keys.database(organization, 'orders'))).toMatchObject({ state: 'running' })
  })

  it('takes a view of the same version: the state changes without a person’s change', () => {
    carry(event('database', { ...orders, state: 'starting' }, 5))
    carry(event('database', { ...orders, state: 'running' }, 5))
    expect(client.getQueryData(keys.database(organization, 'orders'))).toMatchObject({ state: 'running' })
  })

  it('reads both lists again when a database is deleted', () => {
    carry(event('database', { ...orders, state: 'deleted', deletedAt: '2026-11-21T14:00:00Z' }))
    expect(isStale(keys.databases(organization, 'present'))).toBe(true)
    expect(isStale(keys.databases(organization, 'deleted'))).toBe(true)
  })

  it('reads a list again that should hold what it does not know', () => {
    carry(event('database', { ...orders, id: 'db_2', name: 'ledger' }))
    expect(isStale(keys.databases(organization, 'present'))).toBe(true)
  })

  it('keeps what only the detail of an operation has, and reads that again', () => {
    const key = keys.operation(organization, 'op_1')
    client.setQueryData(key, { id: 'op_1', state: 'running', events: ['started'] })
    carry(event('operation', { id: 'op_1', state: 'succeeded' }))
    expect(client.getQueryData(key)).toEqual({ id: 'op_1', state: 'succeeded', events: ['started'] })
    expect(isStale(key)).toBe(true)
  })

  it('reads people, invitations and the own rights again when somebody comes, goes or has another role', () => {
    const touched = [keys.members(organization, 1), keys.invitations(organization, 1), keys.caller(organization)]
    const others = [keys.members('or_2', 1), keys.tokens(organization, 'own', 1)]
    for (const key of [...touched, ...others]) client.setQueryData(key, {})
    carry(event('member', { id: 'pe_1', role: 'admin' }))
    expect(touched.map(isStale)).toEqual([true, true, true])
    expect(others.map(isStale)).toEqual([false, false])
  })

  it('leaves another organization alone', () => {
    client.setQueryData(keys.database('or_2', 'orders'), orders)
    carry(event('database', { ...orders, state: 'running' }))
    expect(client.getQueryData(keys.database('or_2', 'orders'))).toEqual(orders)
  })

  it('starts a fetch anew that was under way when the newer view came', async () => {
    let answers = 0
    const key = keys.database(organization, 'orders')
    const queryFn = async () => ({ ...orders, state: answers++ === 0 ? 'creating' : 'running' })
    const fetched = client.fetchQuery({ queryKey: key, queryFn })
    carry(event('database', { ...orders, state: 'running' }))
    await fetched.catch(() => undefined)
    await expect.poll(() => client.getQueryData(key)).toMatchObject({ state: 'running' })
  })
})
