import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { untilEnded } from '@holdfast/lab/bench/measuring/databases'
import { openCall } from '@holdfast/lab/platform/open-call'
import { startThrowawayPlatform, type ThrowawayPlatform } from '@holdfast/lab/platform/throwaway-platform'
import { type ConnectionView, databaseRoutes } from '@holdfast/shared/contract/database-routes'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildDrivers, type Driver, driverNames, runDriver } from '../drivers/drivers.ts'

const domain = 'db.holdfast.test'
/** A thousand rows out as in, and the sum of 0 to 49. */
const whole = { copied: 1000, sum: 1225 }

/** Drivers from packages, unchanged, by every address that a connection string can name; COPY and prepared statements by each. */
describe.each(driverNames)('%s connects over verify-full', (name) => {
  it.each(['direct', 'pooled'] as const)('by the %s port of the database', async (door) => {
    expect(await run(name, connection[door]?.url)).toEqual(whole)
  })

  it.each(['direct', 'pooled'] as const)('by its name, on the %s port that all names share', async (door) => {
    const byName = connection[door]?.byName
    expect(byName?.host).toContain(domain)
    expect(await run(name, byName?.url)).toEqual(whole)
  })

  it('by a list of hosts, the first of which is away, where the driver knows lists', async () => {
    const list = connection.pooled?.hostListUrl?.replace(/(here[^,/]+),(away[^,/]+)/, '$2,$1')
    expect(list).toMatch(/@away[^,]+,here/)
    if (drivers.get(name)?.knowsHostLists) expect(await run(name, list)).toEqual(whole)
    else await expect(run(name, list)).rejects.toThrow()
  })

  it('and not to a name that its certificate does not carry, nor by an authority that is not ours', async () => {
    const url = connection.direct.url
    await expect(run(name, url.replace('here.holdfast.test', 'stranger.test'))).rejects.toThrow(refusal)
    const foreign = url.replace(/sslrootcert=[^&]+/, 'sslrootcert=/etc/ssl/certs/ca-certificates.crt')
    await expect(run(name, foreign)).rejects.toThrow(refusal)
  })
})

/** How the drivers say that a certificate is not the one they wanted. */
const refusal = /certificate|altnames|PKIX|verif/i

let platform: ThrowawayPlatform
let connection: ConnectionView
let drivers: ReadonlyMap<string, Driver>
let removeDrivers = async () => {}
let hostsFile = ''
let tables = 0

beforeAll(async () => {
  const built = await buildDrivers()
  drivers = built.drivers
  removeDrivers = built.remove
  platform = await startThrowawayPlatform({
    HOLDFAST_DOMAIN: domain,
    HOLDFAST_ENDPOINT: 'here.holdfast.test,away.holdfast.test',
  })
  connection = await createOrders()
  hostsFile = join(platform.home, 'hosts')
  const here = ['localhost', 'here.holdfast.test', 'stranger.test', connection.direct.byName?.host]
  await writeFile(hostsFile, `127.0.0.1 ${here.join(' ')}\n127.0.0.9 away.holdfast.test\n`)
})
afterAll(async () => {
  await platform?.wipe()
  await removeDrivers()
})

async function createOrders(): Promise<ConnectionView> {
  const call = await openCall(platform)
  const created = await call(databaseRoutes.create, {
    body: { name: 'orders', size: 'micro', storageBytes: 1024 ** 3 },
  })
  await untilEnded(call, created.operation.id)
  return call(databaseRoutes.reveal, { params: { database: 'orders' } })
}

function run(name: string, url: string | null | undefined): Promise<unknown> {
  const driver = drivers.get(name)
  if (!driver || !url) throw new Error(`there is no driver ${name}, or no such address`)
  tables += 1
  return runDriver(driver, { url, table: `parcel_${tables}`, hostsFile })
}
