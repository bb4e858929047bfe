import { spawn } from 'node:child_process'
import { access, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { networkProblem } from '@holdfast/shared/client/api-problem'
import { databaseRoutes } from '@holdfast/shared/contract/database-routes'
import { type Command, type Context, UsageError } from '../command.ts'

type Way = 'url' | 'by-name' | 'host-list'
interface Door {
  readonly endpoint: 'direct' | 'pooled'
  readonly way?: Way
}

const missing: Record<Way, string> = {
  url: 'this database has no address',
  'by-name': 'this installation has no domain (HOLDFAST_DOMAIN)',
  'host-list': 'this installation has one endpoint host (HOLDFAST_ENDPOINT)',
}

/** The connection string with a CA certificate that this machine can read: the installation's own file, or a copy fetched now. */
async function connectionUrl(context: Context, database: string, { endpoint, way = 'url' }: Door): Promise<string> {
  const connection = await context.call(databaseRoutes.reveal, { params: { database } })
  const door = connection[endpoint]
  if (!door) throw new UsageError('this database has no pooled endpoint; use --direct')
  const url = way === 'by-name' ? door.byName?.url : way === 'host-list' ? door.hostListUrl : door.url
  if (!url) throw new UsageError(missing[way])
  const isHere = await access(connection.caPath).then(
    () => true,
    () => false,
  )
  if (isHere) return url
  const answer = await fetch(new URL('/v1/ca.pem', context.url))
  if (!answer.ok) throw networkProblem(`the CA certificate could not be fetched: ${answer.status}`)
  const file = join(context.config.folder, `${new URL(context.url).host.replace(/[^a-z0-9.-]/gi, '_')}-ca.pem`)
  await mkdir(context.config.folder, { recursive: true, mode: 0o700 })
  await writeFile(file, await answer.text())
  // Not as a URL object: that knows no list of hosts.
  return url.replace(/sslrootcert=[^&]*/, () => `sslrootcert=${encodeURI(file)}`)
}

const url: Command = {
  usage: 'database url NAME [--pooled|--direct] [--by-name|--host-list]',
  summary: 'The connection string with its password (the reading is audited)',
  options: {
    direct: { type: 'boolean' },
    pooled: { type: 'boolean' },
    'read-only': { type: 'boolean' },
    'by-name': { type: 'boolean' },
    'host-list': { type: 'boolean' },
  },
  async run(context, args) {
    if (args.flag('read-only')) throw new UsageError('the read-only endpoint comes with replicas, in a later version')
    if (args.flag('pooled') && args.flag('direct')) throw new UsageError('--pooled and --direct exclude each other')
    if (args.flag('by-name') && args.flag('host-list'))
      throw new UsageError('--by-name and --host-list exclude each other')
    const way = args.flag('by-name') ? 'by-name' : args.flag('host-list') ? 'host-list' : 'url'
    const endpoint = args.flag('direct') ? 'direct' : 'pooled'
    const value = await connectionUrl(context, args.at(0), { endpoint, way })
    context.output.result({ url: value }, value)
    return 0
  },
}

const psql: Command = {
  usage: 'psql NAME [--pooled]',
  summary: 'Open psql on a database, verify-full; by its direct endpoint, since people keep things in a session',
  options: { pooled: { type: 'boolean' } },
  async run(context, args) {
    const endpoint = args.flag('pooled') ? 'pooled' : 'direct'
    const target = new URL(await connectionUrl(context, args.at(0), { endpoint }))
    const password = decodeURIComponent(target.password)
    target.password = ''
    // Through the environment of this one child, not its arguments: those every user of the machine can read.
    const child = spawn('psql', [target.href], {
      stdio: 'inherit',
      env: { PATH: '/usr/bin:/bin', TERM: 'xterm', PGPASSWORD: password },
    })
    return new Promise((resolve, reject) => {
      child.on('error', (error) =>
        reject(
          'code' in error && error.code === 'ENOENT'
            ? new Error('psql is not installed on this machine (package postgresql-client)')
            : error,
        ),
      )
      child.on('exit', (code) => resolve(code ?? 1))
    })
  },
}

export const connectionCommands: readonly Command[] = [url, psql]
