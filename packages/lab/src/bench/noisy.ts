import { createClient } from '@holdfast/shared/client/client'
import { databaseRoutes } from '@holdfast/shared/contract/database-routes'
import { makeNoise, noises } from '../isolation/noises.ts'
import { ratioOf } from '../statistics/ratio.ts'
import { readConfig } from './config.ts'
import { randomName, removeDatabase, untilAnswered, untilEnded, usableUrl } from './measuring/databases.ts'
import { findContainer } from './measuring/find-container.ts'
import { printFigure } from './measuring/print-figure.ts'
import { readTps, runPgbench } from './measuring/run-pgbench.ts'
import { withInstallation } from './measuring/with-installation.ts'

/** What a tenant keeps of its transactions a second beside a noisy one: with the noise ÷ without, in interleaved pairs. */
const defaultRepeat = 6
const secondsEach = '3'
const withinMs = 60_000

const config = readConfig()
await withInstallation(config.installation, async ({ url: origin, token }) => {
  const call = createClient({ url: origin, token: () => token })
  const open = async () => {
    const { database, operation, connection } = await call(databaseRoutes.create, { body: { name: randomName() } })
    await untilEnded(call, operation.id)
    const url = await usableUrl(call, database.id, 'direct')
    await untilAnswered(url, withinMs)
    const { id: container, image } = await findContainer(database.id, 'instance')
    return { id: database.id, url, container, image, rootCertificate: connection.caPath }
  }
  const quiet = await open()
  const noisy = await open()
  try {
    const measure = async () => readTps(await runPgbench({ ...quiet, args: ['-S', '-c', '4', '-T', secondsEach] }))
    const beside = async (noise: (typeof noises)[number]) => {
      const making = makeNoise(noise, noisy)
      return measure().finally(making.end)
    }
    await runPgbench({ ...quiet, args: ['-i', '-q', '-s', '5'] })
    for (const noise of noises) {
      const pairs: [number, number][] = []
      for (let n = 0; n < Math.max(2, config.repeat ?? defaultRepeat); n++) {
        const before = n % 2 === 0 ? await measure() : undefined
        const loud = await beside(noise)
        // The noisy one may be healing: its own trouble, but no noise.
        await untilAnswered(noisy.url, withinMs)
        pairs.push([loud, before ?? (await measure())])
      }
      const { mean, low, high, n } = ratioOf(pairs)
      printFigure('noisy', { noise: noise.name, ratio: mean, low95: low, high95: high, n })
    }
  } finally {
    await removeDatabase(call, noisy.id)
    await removeDatabase(call, quiet.id)
  }
})
