import { availableParallelism, totalmem } from 'node:os'
import { ApiProblem } from '@holdfast/shared/client/api-problem'
import { type Call, createClient } from '@holdfast/shared/client/client'
import { databaseRoutes } from '@holdfast/shared/contract/database-routes'
import { minStorageBytes } from '@holdfast/shared/engines/sizes'
import { figures } from '../statistics/figures.ts'
import { readConfig } from './config.ts'
import { randomName, untilAnswered, untilEnded, usableUrl } from './measuring/databases.ts'
import { findContainer } from './measuring/find-container.ts'
import { printFigure } from './measuring/print-figure.ts'
import { memoryOf } from './measuring/resting-pooler.ts'
import { withOwnInstallation } from './measuring/with-installation.ts'

/**
 * Many of the smallest databases on one host: how long they take, whether each answers with all others running, and what one of
 * them takes with its pooler while nobody uses it. A host that may not be promised so many gets as many as it may; `because` says why.
 */
const wanted = 60
const atOnce = 10
const withinMs = 120_000
const MiB = 1024 ** 2
const quota = 'databases=200,cpus=200,memory=1TiB,storage=1TiB,connections=20000'

/** Ids of what was made, or why no more may be. */
async function makeSome(call: Call, count: number): Promise<{ ids: string[]; because: string | undefined }> {
  const body = () => ({ name: randomName(), size: 'micro', storageBytes: minStorageBytes })
  const made = await Promise.allSettled(
    Array.from({ length: count }, async () => {
      const { database, operation } = await call(databaseRoutes.create, { body: body() })
      await untilEnded(call, operation.id)
      return database.id
    }),
  )
  let because: string | undefined
  for (const one of made) {
    if (one.status === 'fulfilled') continue
    if (!(one.reason instanceof ApiProblem) || one.reason.code !== 'no-host-fits') throw one.reason
    because = one.reason.message
  }
  return { ids: made.flatMap((one) => (one.status === 'fulfilled' ? one.value : [])), because }
}

async function memoryOfDatabase(id: string): Promise<number> {
  const parts = await Promise.all([findContainer(id, 'instance'), findContainer(id, 'pooler')])
  const bytes = await Promise.all(parts.map((part) => memoryOf(part.id)))
  return bytes.reduce((sum, one) => sum + one, 0)
}

const config = readConfig()
if (config.installation) throw new Error('this benchmark fills a host: it runs on an installation of its own only')
await withOwnInstallation(
  async ({ url, token }) => {
    const call = createClient({ url, token: () => token })
    const goal = config.repeat ?? wanted
    const ids: string[] = []
    let because: string | undefined
    const began = performance.now()
    while (ids.length < goal && because === undefined) {
      const some = await makeSome(call, Math.min(atOnce, goal - ids.length))
      ids.push(...some.ids)
      because = some.because
    }
    const made = performance.now() - began
    for (const id of ids) await untilAnswered(await usableUrl(call, id, 'pooled'), withinMs)
    const memory: number[] = []
    for (const id of ids) memory.push(Math.round((await memoryOfDatabase(id)) / MiB))
    const { p50, max } = figures(memory)
    printFigure('density', {
      databases: ids.length,
      answered: memory.length,
      seconds: made / 1000,
      memory_p50_mib: p50 ?? Number.NaN,
      memory_max_mib: max ?? Number.NaN,
      n: memory.length,
      host_cpus: availableParallelism(),
      host_memory_mib: Math.round(totalmem() / MiB),
      ...(because !== undefined && { because }),
    })
  },
  { HOLDFAST_QUOTA: quota },
)
