import { existsSync } from 'node:fs'
import { stdin, stdout } from 'node:process'
import { createInterface } from 'node:readline/promises'
import { runProgram, tryProgram } from '../run-program.ts'

/** A program, or the path of a file, that must be on the machine and the Debian package that brings it. */
export interface Need {
  program: string
  package: string
}

/** What a running installation needs of its machine. */
export const platformNeeds: Need[] = [
  { program: 'dockerd', package: 'docker.io' },
  { program: 'iptables', package: 'iptables' },
  { program: 'debootstrap', package: 'debootstrap' },
  { program: 'mke2fs', package: 'e2fsprogs' },
  { program: 'losetup', package: 'mount' },
  { program: 'ip', package: 'iproute2' },
  { program: 'nft', package: 'nftables' },
]

/** What simulated hosts need beyond that. */
export const labNeeds: Need[] = [
  { program: 'sysctl', package: 'procps' },
  { program: 'nsenter', package: 'util-linux' },
]

/** What the tests need beyond that: the tenant's own tools. */
export const testNeeds: Need[] = [...platformNeeds, { program: 'psql', package: 'postgresql-client' }]

/** What the test of the drivers needs beyond that: each as its users get it. */
export const driverNeeds: Need[] = [
  { program: 'unshare', package: 'util-linux' },
  { program: '/usr/lib/python3/dist-packages/psycopg/__init__.py', package: 'python3-psycopg' },
  { program: '/usr/share/java/postgresql.jar', package: 'libpostgresql-jdbc-java' },
  { program: 'javac', package: 'default-jdk-headless' },
  { program: 'go', package: 'golang-go' },
  { program: '/usr/share/gocode/src/github.com/jackc/pgx/v4/conn.go', package: 'golang-github-jackc-pgx-v4-dev' },
]

/** What a person's stories need beyond that. Not every distribution has it as a package. */
export const browserNeeds: Need[] = [{ program: 'chromium', package: 'chromium' }]

const FOLDERS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']

const isThere = (program: string) =>
  program.startsWith('/') ? existsSync(program) : FOLDERS.some((folder) => existsSync(`${folder}/${program}`))

/** Packages to install, given which programs there are. `hasDocker`: an engine answers, wherever it came from. */
export const missingPackages = (
  needs: Need[],
  hasProgram: (program: string) => boolean,
  hasDocker: boolean,
): string[] =>
  needs
    .filter((need) => !(hasDocker && need.program === 'dockerd'))
    .filter((need) => !hasProgram(need.program))
    .map((need) => need.package)

const mayInstall = async (packages: string[]): Promise<boolean> => {
  if (!stdin.isTTY || !stdout.isTTY) return true
  const terminal = createInterface({ input: stdin, output: stdout })
  try {
    const answer = await terminal.question(`Install ${packages.join(', ')} with apt-get? [Y/n] `)
    return !/^n/i.test(answer.trim())
  } finally {
    terminal.close()
  }
}

/** On Ubuntu debootstrap needs Debian's signing keys beside it. */
const withKeyring = (packages: string[]) =>
  packages.includes('debootstrap') ? [...packages, 'debian-archive-keyring'] : packages

export interface SystemPackagesOptions {
  needs: Need[]
  /** Whether an engine answers already. */
  hasDocker: boolean
  report: (line: string) => void
}

/**
 * Installs what is missing; asks first on a terminal and says so otherwise.
 * @throws Error with one sentence when there is no apt-get, the person declines, or the installation fails.
 */
export const ensureSystemPackages = async ({ needs, hasDocker, report }: SystemPackagesOptions): Promise<void> => {
  const missing = missingPackages(needs, isThere, hasDocker)
  if (missing.length === 0) return
  const list = missing.join(', ')
  if (!isThere('apt-get')) {
    throw new Error(`${list} must be installed, and this system has no apt-get: install them yourself, then try again.`)
  }
  if (!(await mayInstall(missing)))
    throw new Error(`Without ${list} Holdfast cannot start: install them, then try again.`)
  report(`installing ${list} …`)
  const packages = withKeyring(missing)
  const options = ['-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Retries=3', '-y', '--no-install-recommends']
  await tryProgram('apt-get', ['-qq', 'update'])
  await runProgram('env', ['DEBIAN_FRONTEND=noninteractive', 'apt-get', ...options, 'install', ...packages])
}
