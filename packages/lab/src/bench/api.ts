import { execFile } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { promisify } from 'node:util'
import { createClient } from '@holdfast/shared/client/client'
import { organizationRoutes } from '@holdfast/shared/contract/organization-routes'
import { personRoutes } from '@holdfast/shared/contract/person-routes'
import type { OrganizationId } from '@holdfast/shared/ids'
import Docker from 'dockerode'
import { figures } from '../statistics/figures.ts'
import { readConfig } from './config.ts'
import { printFigure } from './measuring/print-figure.ts'
import { type AskedPage, readOverAndOver } from './measuring/read-over-and-over.ts'
import { type SeededDatabase, seedDatabases } from './measuring/seed-databases.ts'
import { type OwnInstallation, withOwnInstallation } from './measuring/with-installation.ts'

/**
 * Authenticated reads a second of one api process that has one core for itself, over 10,000 databases of 50 organizations, each
 * asked for with its organization's token. Store, clock and the asking program share the other cores.
 */
const databases = 10_000
const organizations = 50
const concurrency = 32
const defaultSeconds = 20
const warmUpMs = 5_000
const person = { email: 'bench@example.com', password: 'correct horse battery staple' }

const run = promisify(execFile)
const config = readConfig()
if (config.installation)
  throw new Error('this benchmark fills the store: it runs against an installation of its own only')
if (availableParallelism() < 2) throw new Error('one core is the api’s own: this machine needs a second one')

/** The api alone on core 0; everything else of the installation, and this program, on the others. */
async function giveCores({ name }: OwnInstallation): Promise<void> {
  const others = `1-${availableParallelism() - 1}`
  const docker = new Docker()
  for (const { Id, Names } of await docker.listContainers({ filters: { name: [`^/${name}-`] } }))
    await docker.getContainer(Id).update({ CpusetCpus: Names.includes(`/${name}-api`) ? '0' : others })
  await run('taskset', ['--all-tasks', '--cpu-list', '--pid', others, String(process.pid)])
}

/** What the api has had of its core: on a machine that others use too, the truest figure. */
async function cpuMicroseconds({ name }: OwnInstallation): Promise<number> {
  const { cpu_stats: cpu } = await new Docker().getContainer(`${name}-api`).stats({ stream: false, 'one-shot': true })
  return cpu.cpu_usage.total_usage / 1000
}

/** A token for each of as many organizations. */
async function makeOrganizations(url: string): Promise<Map<OrganizationId, string>> {
  const open = createClient({ url, token: () => undefined })
  const { accessToken } = await open(personRoutes.signUp, { body: person })
  const make = createClient({ url, token: () => accessToken })
  const made: OrganizationId[] = []
  for (let n = 0; n < organizations; n++)
    made.push((await make(organizationRoutes.create, { body: { name: `seeded ${n}` } })).id)
  // A session is believed for most of a second with the memberships it had: a new one knows them all.
  const session = await open(personRoutes.signIn, { body: person })
  const tokens = new Map<OrganizationId, string>()
  for (const organization of made) {
    const call = createClient({ url, token: () => session.accessToken, organization: () => organization })
    const { value } = await call(organizationRoutes.createToken, { body: { name: 'bench', expiresInDays: 1 } })
    tokens.set(organization, value)
  }
  return tokens
}

const reads: Record<string, (database: SeededDatabase) => Omit<AskedPage, 'token'>> = {
  show: ({ id }) => ({ path: `/v1/databases/${id}`, holds: id }),
  list: ({ organizationId }) => ({ path: '/v1/databases?limit=20', holds: organizationId }),
}

await withOwnInstallation(async (installation) => {
  const { url } = installation
  const tokens = await makeOrganizations(url)
  const seeded = await seedDatabases(installation, { organizations: [...tokens.keys()], count: databases })
  await giveCores(installation)
  for (const [name, pageOf] of Object.entries(reads)) {
    const next = () => {
      const database = seeded[Math.floor(Math.random() * seeded.length)]
      const token = database && tokens.get(database.organizationId)
      if (!database || token === undefined) throw new Error('nothing was seeded')
      return { ...pageOf(database), token }
    }
    await readOverAndOver({ url, concurrency, milliseconds: warmUpMs, next })
    const before = await cpuMicroseconds(installation)
    const milliseconds = (config.repeat ?? defaultSeconds) * 1000
    const { seconds, times } = await readOverAndOver({ url, concurrency, milliseconds, next })
    const cpu_us_per_read = Math.round(((await cpuMicroseconds(installation)) - before) / times.length)
    const measured = Object.entries(figures(times)).map(([figure, value]) => [`${figure}_ms`, value])
    const reads_per_second = Math.round(times.length / seconds)
    printFigure(`api-${name}`, {
      reads_per_second,
      cpu_us_per_read,
      ...Object.fromEntries(measured),
      n: times.length,
      concurrency,
      databases,
    })
  }
})
