import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Call, createClient } from '@holdfast/shared/client/client'
import { databaseRoutes } from '@holdfast/shared/contract/database-routes'
import type { DatabaseId } from '@holdfast/shared/ids'
import { readConfig } from './config.ts'
import { randomName, removeDatabase, untilAnswered, untilEnded, usableUrl } from './measuring/databases.ts'
import { findContainer, straightTo } from './measuring/find-container.ts'
import { type OwnGateway, startOwnGateway } from './measuring/own-gateway.ts'
import { measurePairs } from './measuring/pairs.ts'
import { printFigure } from './measuring/print-figure.ts'
import { readTps, runPgbench } from './measuring/run-pgbench.ts'
import { untilLed } from './measuring/until-led.ts'
import { withInstallation } from './measuring/with-installation.ts'

/**
 * What the way to a database costs, as transactions a second ÷ those straight to its container, in interleaved pairs: by the kernel, which is
 * the usual way, and through the gateway's process; and what the process keeps for a connection that does nothing.
 */
const defaultRepeat = 12
const secondsEach = '3'
const scale = '5'
const withinMs = 60_000
const enginePort = 5432
const poolerPort = 6432
const idleConnections = 400

/** The same URL at another port of this machine. */
function atPort(url: string, port: number): string {
  const changed = new URL(url)
  changed.port = String(port)
  return changed.href
}

type Bench = (url: string, ...args: string[]) => Promise<string>

async function printRatios(ways: Record<'kernel' | 'process' | 'straight', string>, bench: Bench, repeat: number) {
  for (const clients of ['1', '16']) {
    const measure = async (url: string) => readTps(await bench(url, '-S', '-c', clients, '-j', '1', '-T', secondsEach))
    for (const by of ['kernel', 'process'] as const) {
      const figure = await measurePairs(
        repeat,
        () => measure(ways[by]),
        () => measure(ways.straight),
      )
      printFigure('path', { by, clients: Number(clients), ...figure })
    }
  }
}

const sslRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])

/** Connected, with an answer to its first packet, and silent from then on. */
const openIdle = (port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(sslRequest))
    socket.once('error', reject)
    socket.once('data', () => resolve(socket))
  })

async function printIdleMemory(gateway: OwnGateway): Promise<void> {
  // What the first connections bring along stays for all that follow.
  for (const socket of [await openIdle(gateway.port), await openIdle(gateway.port)]) socket.destroy()
  await sleep(1_000)
  const before = await gateway.memory()
  const sockets: Socket[] = []
  for (let n = 0; n < idleConnections; n++) sockets.push(await openIdle(gateway.port))
  await sleep(1_000)
  const bytes = Math.round(((await gateway.memory()) - before) / idleConnections)
  for (const socket of sockets) socket.destroy()
  printFigure('path-idle-memory', { by: 'process', bytes_per_connection: bytes, n: idleConnections })
}

async function measureDatabase(call: Call, id: DatabaseId, rootCertificate: string): Promise<void> {
  const kernel = await usableUrl(call, id, 'direct')
  await untilAnswered(kernel, withinMs)
  await untilLed(call, id, { endpoint: 'direct', withinMs })
  const instance = await findContainer(id, 'instance')
  const straight = straightTo(kernel, instance, enginePort)
  const bench: Bench = (url, ...args) => runPgbench({ image: instance.image, url, rootCertificate, args })
  await bench(straight, '-i', '-q', '-s', scale)
  const gateway = await startOwnGateway(id, { host: instance.address, port: enginePort })
  try {
    const ways = { kernel, process: atPort(kernel, gateway.port), straight }
    await printRatios(ways, bench, config.repeat ?? defaultRepeat)
  } finally {
    await gateway.close()
  }
  await untilAnswered(await usableUrl(call, id, 'pooled'), withinMs)
  const pooler = await findContainer(id, 'pooler')
  const pooled = await startOwnGateway(id, { host: pooler.address, port: poolerPort })
  try {
    await printIdleMemory(pooled)
  } finally {
    await pooled.close()
  }
}

const config = readConfig()
await withInstallation(config.installation, async ({ url: origin, token }) => {
  const call = createClient({ url: origin, token: () => token })
  const { database, operation, connection } = await call(databaseRoutes.create, { body: { name: randomName() } })
  try {
    await untilEnded(call, operation.id)
    await measureDatabase(call, database.id, connection.caPath)
  } finally {
    await removeDatabase(call, database.id)
  }
})
