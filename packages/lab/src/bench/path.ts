import { createClient } from '@holdfast/shared/client/client'
import { databaseRoutes } from '@holdfast/shared/contract/database-routes'
import Docker from 'dockerode'
import { ratioOf } from '../statistics/ratio.ts'
import { readConfig } from './config.ts'
import { randomName, removeDatabase, untilAnswered, untilEnded, usableUrl } from './measuring/databases.ts'
import { printFigure } from './measuring/print-figure.ts'
import { readTps, runPgbench } from './measuring/run-pgbench.ts'
import { withInstallation } from './measuring/with-installation.ts'

/** What the way through the gateway costs: transactions a second through it ÷ straight to the instance, in interleaved pairs. */
const defaultRepeat = 12
const secondsEach = '3'
const scale = '5'
const withinMs = 60_000

/** Address and image of the container that serves the database on this machine. */
async function findInstance(databaseId: string): Promise<{ address: string; image: string }> {
  const docker = new Docker()
  const filters = { label: [`holdfast.database=${databaseId}`, 'holdfast.part=instance'] }
  const [container] = await docker.listContainers({ filters })
  const [network] = Object.values(container?.NetworkSettings.Networks ?? {})
  if (!container || !network) throw new Error('the instance does not run on this machine')
  return { address: network.IPAddress, image: container.ImageID }
}

/** The instance's certificate names the endpoint, not its address inside the host. */
function straightTo(url: string, address: string): string {
  const straight = new URL(url)
  straight.hostname = address
  straight.port = '5432'
  straight.searchParams.set('sslmode', 'verify-ca')
  return straight.href
}

const config = readConfig()
await withInstallation(config.installation, async ({ url: origin, token }) => {
  const call = createClient({ url: origin, token: () => token })
  const { database, operation, connection } = await call(databaseRoutes.create, { body: { name: randomName() } })
  try {
    await untilEnded(call, operation.id)
    const through = await usableUrl(call, database.id, connection.direct.url)
    await untilAnswered(through, withinMs)
    const { address, image } = await findInstance(database.id)
    const bench = (url: string, ...args: string[]) =>
      runPgbench({ image, url, rootCertificate: connection.caPath, args })
    const straight = straightTo(through, address)
    await bench(straight, '-i', '-q', '-s', scale)
    for (const clients of ['1', '8']) {
      const measure = async (url: string) =>
        readTps(await bench(url, '-S', '-c', clients, '-j', '1', '-T', secondsEach))
      const pairs: [number, number][] = []
      for (let n = 0; n < (config.repeat ?? defaultRepeat); n++) {
        const inOrder = n % 2 === 0
        const one = await measure(inOrder ? through : straight)
        const other = await measure(inOrder ? straight : through)
        pairs.push(inOrder ? [one, other] : [other, one])
      }
      const { mean, low, high, n } = ratioOf(pairs)
      printFigure('path', { clients: Number(clients), ratio: mean, low95: low, high95: high, n })
    }
  } finally {
    await removeDatabase(call, database.id)
  }
})
