import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const here = fileURLToPath(new URL('.', import.meta.url))
const jdbcJar = '/usr/share/java/postgresql.jar'

export const driverNames = ['psql', 'node-postgres', 'postgres.js', 'psycopg', 'JDBC', 'pgx'] as const

export interface Driver {
  readonly command: readonly string[]
  /** The connection string as this driver wants it. */
  readonly urlOf?: (url: string) => string
  readonly knowsHostLists: boolean
}

/** pgJDBC has its own form and takes login and password as parameters. */
const jdbcUrl = (url: string): string => {
  const [, login = '', password = '', rest = ''] = /^postgresql:\/\/([^:]+):([^@]+)@(.*)$/.exec(url) ?? []
  return `jdbc:postgresql://${rest}&user=${login}&password=${password}&prepareThreshold=1`
}

interface Built {
  readonly drivers: ReadonlyMap<string, Driver>
  readonly remove: () => Promise<void>
}

/** Compiles what must be compiled, into a folder that goes with `remove`. */
export async function buildDrivers(): Promise<Built> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-drivers-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  const env = { PATH: '/usr/bin:/bin', HOME: folder, GOPATH: '/usr/share/gocode', GO111MODULE: 'off' }
  await run('go', ['build', '-o', join(folder, 'pgx'), join(here, 'pgx.go')], { env })
  await run('javac', ['-cp', jdbcJar, '-d', folder, join(here, 'Jdbc.java')])
  const drivers: Record<(typeof driverNames)[number], Driver> = {
    psql: { command: ['bash', join(here, 'psql.sh')], knowsHostLists: true },
    'node-postgres': { command: [process.execPath, join(here, 'node-postgres.ts')], knowsHostLists: false },
    'postgres.js': { command: [process.execPath, join(here, 'postgres-js.ts')], knowsHostLists: true },
    psycopg: { command: ['/usr/bin/python3', join(here, 'psycopg_program.py')], knowsHostLists: true },
    JDBC: { command: ['java', '-cp', `${jdbcJar}:${folder}`, 'Jdbc'], urlOf: jdbcUrl, knowsHostLists: true },
    pgx: { command: [join(folder, 'pgx')], knowsHostLists: true },
  }
  return { drivers: new Map(Object.entries(drivers)), remove }
}

/** Names that lead where a test wants, for one program only: /etc/hosts of a mount namespace of its own. */
const withHosts = (hostsFile: string, command: readonly string[]): string[] => [
  'unshare',
  '--mount',
  '--propagation=private',
  'sh',
  '-c',
  'mount --bind "$0" /etc/hosts && exec "$@"',
  hostsFile,
  ...command,
]

export interface DriverRun {
  readonly url: string
  readonly table: string
  readonly hostsFile: string
}

/** What the program printed as JSON; throws what it said on standard error. */
export async function runDriver({ command, urlOf }: Driver, { url, table, hostsFile }: DriverRun): Promise<unknown> {
  const [program = '', ...args] = withHosts(hostsFile, command)
  const environment = { PATH: '/usr/bin:/bin', DATABASE_URL: urlOf?.(url) ?? url, TABLE: table }
  const { stdout } = await run(program, args, { env: environment, timeout: 60_000 }).catch((error) => {
    throw new Error(String(error.stderr))
  })
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
}
