import { newId } from '@holdfast/shared/ids'
import { expect, it } from 'vitest'
import { openOwnAddresses } from '../../src/hosts/own-addresses.ts'
import { inStore } from '../harness/in-store.ts'
import { movingClock } from '../harness/moving-clock.ts'
import { useStores } from '../harness/stores.ts'

const stores = useStores()

it('the addresses of the installation are those of its names and of its hosts, looked up once a minute', async () => {
  const store = await stores.freshDatabase()
  const clock = movingClock()
  const names = ['localhost', '93.184.216.34', 'nobody.invalid']
  const own = openOwnAddresses({ database: store.database, clock, names })
  expect(await own()).toEqual(expect.arrayContaining(['127.0.0.1', '93.184.216.34']))
  await inStore(store.ownerUrl, 'INSERT INTO host_observation VALUES ($1, 1, now(), $2)', [
    newId('ho'),
    JSON.stringify({ addresses: ['93.184.216.35', 'fe80::1'] }),
  ])
  expect(await own()).not.toContain('93.184.216.35')
  clock.advance(61)
  expect(await own()).toEqual(expect.arrayContaining(['93.184.216.34', '93.184.216.35']))
})
