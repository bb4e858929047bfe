import { createClient } from '@holdfast/shared/client/client'
import { databaseRoutes } from '@holdfast/shared/contract/database-routes'
import { ratioOf } from '../statistics/ratio.ts'
import { readConfig } from './config.ts'
import { randomName, removeDatabase, untilAnswered, untilEnded, usableUrl } from './measuring/databases.ts'
import { findContainer, straightTo } from './measuring/find-container.ts'
import { printFigure } from './measuring/print-figure.ts'
import { readTps, runPgbench } from './measuring/run-pgbench.ts'
import { withInstallation } from './measuring/with-installation.ts'

/** What the way through the gateway costs: transactions a second through it ÷ straight to the instance, in interleaved pairs. */
const defaultRepeat = 12
const secondsEach = '3'
const scale = '5'
const withinMs = 60_000
const enginePort = 5432

const config = readConfig()
await withInstallation(config.installation, async ({ url: origin, token }) => {
  const call = createClient({ url: origin, token: () => token })
  const { database, operation, connection } = await call(databaseRoutes.create, { body: { name: randomName() } })
  try {
    await untilEnded(call, operation.id)
    const through = await usableUrl(call, database.id, 'direct')
    await untilAnswered(through, withinMs)
    const instance = await findContainer(database.id, 'instance')
    const { image } = instance
    const bench = (url: string, ...args: string[]) =>
      runPgbench({ image, url, rootCertificate: connection.caPath, args })
    const straight = straightTo(through, instance, enginePort)
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
