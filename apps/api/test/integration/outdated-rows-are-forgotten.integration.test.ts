import { newId } from '@holdfast/shared/ids'
import { expect, it } from 'vitest'
import type { Database } from '../../src/platform/database/database.ts'
import { forgetOutdated } from '../../src/schedules/forget-outdated.ts'
import { movingClock } from '../harness/moving-clock.ts'
import { useStores } from '../harness/stores.ts'

const stores = useStores()
const now = new Date('2026-06-15T12:00:00Z')
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000)

async function aSession(database: Database, times: { expiresAt: Date; endedAt?: Date; tokens: number }) {
  const id = newId('ss')
  const personId = newId('pe')
  await database.read.person.create({ data: { id: personId, email: `${personId}@holdfast.example`, passwordHash: '' } })
  const { expiresAt, endedAt = null } = times
  await database.read.session.create({ data: { id, personId, expiresAt, endedAt } })
  const data = Array.from({ length: times.tokens }, (_, n) => ({
    hash: `${id}/${n}`,
    sessionId: id,
    replacedAt: hoursAgo(24 * 20),
  }))
  await database.read.refreshToken.createMany({ data })
  return id
}

it('forgets sessions a day after their end with their refresh tokens, more than one batch of them, and nothing that lives', async () => {
  const { database } = await stores.freshDatabase()
  const living = [
    await aSession(database, { expiresAt: hoursAgo(-24), tokens: 3 }),
    await aSession(database, { expiresAt: hoursAgo(-24), endedAt: hoursAgo(23), tokens: 1 }),
    await aSession(database, { expiresAt: hoursAgo(23), tokens: 1 }),
  ]
  await aSession(database, { expiresAt: hoursAgo(25), tokens: 1_200 })
  await aSession(database, { expiresAt: hoursAgo(-24), endedAt: hoursAgo(25), tokens: 1 })
  await aSession(database, { expiresAt: hoursAgo(25), tokens: 0 })

  const parts = { database, clock: movingClock(now) }
  await Promise.all([forgetOutdated(parts), forgetOutdated(parts)])
  await forgetOutdated(parts)

  const left = await database.read.session.findMany({ select: { id: true } })
  expect(left.map(({ id }) => id).toSorted()).toEqual(living.toSorted())
  expect(await database.read.refreshToken.count()).toBe(5)
})

it('forgets answers by idempotency key a day after they were given', async () => {
  const { database } = await stores.freshDatabase()
  const answer = (key: string, createdAt: Date) => ({ scope: 'or_1', key, requestHash: '', createdAt })
  const old = Array.from({ length: 600 }, (_, n) => answer(`old-${n}`, hoursAgo(25)))
  await database.read.idempotencyKey.createMany({ data: [...old, answer('new', hoursAgo(23))] })

  await forgetOutdated({ database, clock: movingClock(now) })
  expect(await database.read.idempotencyKey.findMany({ select: { key: true } })).toEqual([{ key: 'new' }])
})
