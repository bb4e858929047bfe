import { type Call, createClient } from '@holdfast/shared/client/client'
import { databaseRoutes } from '@holdfast/shared/contract/database-routes'
import { minStorageBytes } from '@holdfast/shared/engines/sizes'
import { figures } from '../statistics/figures.ts'
import { readConfig } from './config.ts'
import { randomName, removeDatabase, untilAnswered, untilEnded, usableUrl } from './measuring/databases.ts'
import { printFigure } from './measuring/print-figure.ts'
import { withInstallation } from './measuring/with-installation.ts'

/** From the request to a first answered query through its default URL, the pooled one, one after the other, nothing pre-warmed. */
const defaultRepeat = 40
/** A deleted database keeps its volume's room for days: the smallest volumes, so that all of them fit. */
const storageBytes = minStorageBytes
const withinMs = 60_000

async function provisionOnce(call: Call): Promise<{ posted: number; answered: number }> {
  const name = randomName()
  const began = performance.now()
  const created = await call(databaseRoutes.create, { body: { name, storageBytes } })
  const posted = performance.now() - began
  await untilAnswered(await usableUrl(call, created.database.id, 'pooled'), withinMs)
  const answered = performance.now() - began
  await untilEnded(call, created.operation.id)
  await removeDatabase(call, created.database.id)
  return { posted, answered }
}

const inMilliseconds = (values: readonly number[]) =>
  Object.fromEntries(Object.entries(figures(values)).map(([name, value]) => [`${name}_ms`, Math.round(value)]))

const config = readConfig()
await withInstallation(config.installation, async ({ url, token }) => {
  const call = createClient({ url, token: () => token })
  const runs: { posted: number; answered: number }[] = []
  for (let n = 0; n < (config.repeat ?? defaultRepeat); n++) runs.push(await provisionOnce(call))
  const answered = runs.map((run) => run.answered)
  const posted = runs.map((run) => run.posted)
  printFigure('provision', { ...inMilliseconds(answered), n: runs.length, storage_bytes: storageBytes })
  printFigure('provision-request', { ...inMilliseconds(posted), n: runs.length })
})
