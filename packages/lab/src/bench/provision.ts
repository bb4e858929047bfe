import { type Call, createClient } from '@holdfast/shared/client/client'
import { databaseRoutes } from '@holdfast/shared/contract/database-routes'
import { minStorageBytes } from '@holdfast/shared/engines/sizes'
import { figures } from '../statistics/figures.ts'
import { readConfig } from './config.ts'
import { randomName, removeDatabase, untilAnswered, untilEnded, usableUrl } from './measuring/databases.ts'
import { printFigure } from './measuring/print-figure.ts'
import { withInstallation } from './measuring/with-installation.ts'

/**
 * From the request to a first answered query through its default URL, the pooled one, nothing pre-warmed: one after the other, then
 * ten at once, of which the slowest counts.
 */
const defaultRepeat = 40
const atOnce = 10
/** A deleted database keeps its volume's room for days: the smallest volumes, so that all of them fit. */
const storageBytes = minStorageBytes
const withinMs = 60_000

interface Provisioned {
  readonly posted: number
  readonly answered: number
  /** Waits for the end of its making, and removes it. */
  readonly remove: () => Promise<void>
}

async function provision(call: Call, size?: string): Promise<Provisioned> {
  const name = randomName()
  const began = performance.now()
  const created = await call(databaseRoutes.create, {
    body: { name, storageBytes, ...(size !== undefined && { size }) },
  })
  const posted = performance.now() - began
  await untilAnswered(await usableUrl(call, created.database.id, 'pooled'), withinMs)
  const answered = performance.now() - began
  const remove = async () => {
    await untilEnded(call, created.operation.id)
    await removeDatabase(call, created.database.id)
  }
  return { posted, answered, remove }
}

/** Ten of the smallest at once, so that a small machine may be promised them; all are removed, also when one has failed. */
async function provisionTogether(call: Call): Promise<Provisioned[]> {
  const asked = await Promise.allSettled(Array.from({ length: atOnce }, () => provision(call, 'micro')))
  const made = asked.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
  for (const { remove } of made) await remove()
  for (const one of asked) if (one.status === 'rejected') throw one.reason
  return made
}

const inMilliseconds = (values: readonly number[]) =>
  Object.fromEntries(Object.entries(figures(values)).map(([name, value]) => [`${name}_ms`, Math.round(value)]))

const config = readConfig()
await withInstallation(config.installation, async ({ url, token }) => {
  const call = createClient({ url, token: () => token })
  const runs: Provisioned[] = []
  for (let n = 0; n < (config.repeat ?? defaultRepeat); n++) {
    const one = await provision(call)
    runs.push(one)
    await one.remove()
  }
  const answered = runs.map((run) => run.answered)
  const posted = runs.map((run) => run.posted)
  printFigure('provision', { ...inMilliseconds(answered), n: runs.length, storage_bytes: storageBytes })
  printFigure('provision-request', { ...inMilliseconds(posted), n: runs.length })
  const together = (await provisionTogether(call)).map((one) => one.answered)
  printFigure('provision-at-once', { ...inMilliseconds(together), n: together.length })
})
