import { createClient } from '@holdfast/shared/client/client'
import { databaseRoutes } from '@holdfast/shared/contract/database-routes'
import type { DatabaseId } from '@holdfast/shared/ids'
import { figures } from '../statistics/figures.ts'
import { readConfig } from './config.ts'
import { randomName, removeDatabase, untilAnswered, untilEnded, usableUrl } from './measuring/databases.ts'
import { findContainer, straightTo } from './measuring/find-container.ts'
import { startOwnGateway } from './measuring/own-gateway.ts'
import { measurePairs } from './measuring/pairs.ts'
import { printFigure } from './measuring/print-figure.ts'
import { layToRest, memoryOf } from './measuring/resting-pooler.ts'
import { readTps, runPgbench } from './measuring/run-pgbench.ts'
import { type FirstConnection, timeFirstConnection } from './measuring/time-first-connection.ts'
import { untilLed } from './measuring/until-led.ts'
import { withInstallation } from './measuring/with-installation.ts'

/**
 * The pooled endpoint: from nothing to a first answer while no PgBouncer runs for the database, and where that time goes; what
 * an idle pooler takes; transactions a second by the kernel's path ÷ straight to the pooler, in interleaved pairs.
 */
const defaultRepeat = 20
const pairs = 12
const poolerPort = 6432
const clients = '8'
const scale = '5'
const secondsEach = '3'
const withinMs = 60_000

/** One first connection; no PgBouncer runs when it begins. */
async function coldOnce(databaseId: string, url: string): Promise<FirstConnection> {
  const { id } = await findContainer(databaseId, 'pooler')
  await layToRest(id, withinMs)
  return timeFirstConnection(url, withinMs)
}

function printCold(runs: readonly FirstConnection[]): void {
  const of = (part: keyof FirstConnection) => figures(runs.map((run) => run[part]))
  const total = Object.entries(of('total')).map(([name, value]) => [`${name}_ms`, Math.round(value)])
  printFigure('pooled-cold', { ...Object.fromEntries(total), n: runs.length })
  const parts = (['connect', 'agree', 'ask', 'admit', 'answer'] as const).flatMap((part) =>
    Object.entries(of(part)).map(([name, value]) => [`${part}_${name}_ms`, Math.round(value)]),
  )
  printFigure('pooled-cold-parts', { ...Object.fromEntries(parts), n: runs.length })
}

/** Memory of the pooler's container: with a PgBouncer that nobody is connected to, and with none. */
async function printMemory(databaseId: string): Promise<void> {
  const { id } = await findContainer(databaseId, 'pooler')
  printFigure('pooler-idle-memory', { bytes: await memoryOf(id) })
  await layToRest(id, withinMs)
  printFigure('pooler-resting-memory', { bytes: await memoryOf(id) })
}

async function printRatio(databaseId: DatabaseId, pooled: string, rootCertificate: string): Promise<void> {
  const pooler = await findContainer(databaseId, 'pooler')
  const straight = straightTo(pooled, pooler, poolerPort)
  const bench = (url: string, ...args: string[]) => runPgbench({ image: pooler.image, url, rootCertificate, args })
  await bench(pooled, '-i', '-q', '-s', scale)
  const tps = async (url: string) => readTps(await bench(url, '-S', '-c', clients, '-j', '1', '-T', secondsEach))
  await tps(straight)
  const gateway = await startOwnGateway(databaseId, { host: pooler.address, port: poolerPort })
  const byProcess = new URL(pooled)
  byProcess.port = String(gateway.port)
  try {
    for (const [by, url] of Object.entries({ process: byProcess.href, kernel: pooled })) {
      const figure = await measurePairs(
        pairs,
        () => tps(url),
        () => tps(straight),
      )
      printFigure('pooled-path', { by, clients: Number(clients), ...figure })
    }
  } finally {
    await gateway.close()
  }
}

const config = readConfig()
await withInstallation(config.installation, async ({ url: origin, token }) => {
  const call = createClient({ url: origin, token: () => token })
  const { database, operation, connection } = await call(databaseRoutes.create, { body: { name: randomName() } })
  try {
    await untilEnded(call, operation.id)
    const pooled = await usableUrl(call, database.id, 'pooled')
    await untilAnswered(pooled, withinMs)
    await untilLed(call, database.id, { endpoint: 'pooled', withinMs })
    const cold: FirstConnection[] = []
    for (let n = 0; n < (config.repeat ?? defaultRepeat); n++) cold.push(await coldOnce(database.id, pooled))
    printCold(cold)
    await printMemory(database.id)
    await printRatio(database.id, pooled, connection.caPath)
  } finally {
    await removeDatabase(call, database.id)
  }
})
