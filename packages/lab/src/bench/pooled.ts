import { setTimeout as sleep } from 'node:timers/promises'
import { type Call, createClient } from '@holdfast/shared/client/client'
import { databaseRoutes } from '@holdfast/shared/contract/database-routes'
import Docker from 'dockerode'
import { figures } from '../statistics/figures.ts'
import { ratioOf } from '../statistics/ratio.ts'
import { readConfig } from './config.ts'
import { randomName, removeDatabase, untilAnswered, untilEnded, usableUrl } from './measuring/databases.ts'
import { findContainer, straightTo } from './measuring/find-container.ts'
import { printFigure } from './measuring/print-figure.ts'
import { readTps, runPgbench } from './measuring/run-pgbench.ts'
import { withInstallation } from './measuring/with-installation.ts'

/**
 * The pooled endpoint: from nothing to a first answer while its pooler is down; what an idle pooler takes; transactions a second
 * through the gateway ÷ straight to the pooler, in interleaved pairs.
 */
const defaultRepeat = 20
const pairs = 6
const poolerPort = 6432
const secondsEach = '3'
const withinMs = 60_000
/** The host takes its new page and gives the gateway the routes. */
const settleMs = 500
const docker = new Docker()

/** A host starts what keeps ending ever more slowly; a new page of its own is a new chance, and here each stop is ours. */
async function turnPage(call: Call, database: string, n: number): Promise<void> {
  const allowedNetworks = ['127.0.0.0/8', '::1/128', `192.0.2.${n % 250}/32`]
  await call(databaseRoutes.change, { params: { database }, ifMatch: '*', body: { allowedNetworks } })
  await sleep(settleMs)
}

/** One first connection; the pooler was stopped before. */
async function coldOnce(databaseId: string, url: string, beforehand: () => Promise<void>): Promise<number> {
  const { id } = await findContainer(databaseId, 'pooler')
  await docker.getContainer(id).stop()
  await beforehand()
  const began = performance.now()
  await untilAnswered(url, withinMs)
  return performance.now() - began
}

async function idleBytes(databaseId: string): Promise<number> {
  const { id } = await findContainer(databaseId, 'pooler')
  const { memory_stats: memory } = await docker.getContainer(id).stats({ stream: false, 'one-shot': true })
  const detail: Readonly<Record<string, number>> = { ...memory.stats }
  return (detail.total_rss ?? detail.anon ?? 0) + (detail.total_shmem ?? detail.shmem ?? 0)
}

const config = readConfig()
await withInstallation(config.installation, async ({ url: origin, token }) => {
  const call = createClient({ url: origin, token: () => token })
  const { database, operation, connection } = await call(databaseRoutes.create, { body: { name: randomName() } })
  try {
    await untilEnded(call, operation.id)
    const pooled = await usableUrl(call, database.id, 'pooled')
    await untilAnswered(pooled, withinMs)
    const cold: number[] = []
    for (let n = 0; n < (config.repeat ?? defaultRepeat); n++)
      cold.push(await coldOnce(database.id, pooled, () => turnPage(call, database.id, n)))
    const inMilliseconds = Object.entries(figures(cold)).map(([name, value]) => [`${name}_ms`, Math.round(value)])
    printFigure('pooled-cold', { ...Object.fromEntries(inMilliseconds), n: cold.length })
    printFigure('pooler-idle-memory', { bytes: await idleBytes(database.id) })
    const pooler = await findContainer(database.id, 'pooler')
    const straight = straightTo(pooled, pooler, poolerPort)
    const bench = (url: string, ...args: string[]) =>
      runPgbench({ image: pooler.image, url, rootCertificate: connection.caPath, args })
    await bench(pooled, '-i', '-q', '-s', '5')
    const tps = async (url: string) => readTps(await bench(url, '-S', '-c', '8', '-j', '1', '-T', secondsEach))
    const measured: [number, number][] = []
    for (let n = 0; n < pairs; n++) {
      const one = await tps(n % 2 === 0 ? pooled : straight)
      const other = await tps(n % 2 === 0 ? straight : pooled)
      measured.push(n % 2 === 0 ? [one, other] : [other, one])
    }
    const { mean, low, high, n } = ratioOf(measured)
    printFigure('pooled-path', { clients: 8, ratio: mean, low95: low, high95: high, n })
  } finally {
    await removeDatabase(call, database.id)
  }
})
