import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { argv, exit, stderr } from 'node:process'
import { fileURLToPath } from 'node:url'

/** Entries of a lock file that were installed, by folder. */
const readPackages = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : undefined)

/**
 * Whether what was installed is what the lock names. Packages for other systems may be missing, and links to our own
 * rooms carry no version worth comparing.
 */
export const isInstalled = (wanted, installed) => {
  if (!installed) return false
  return Object.entries(wanted).every(([folder, entry]) => {
    if (folder === '' || entry.link || !folder.includes('node_modules/')) return true
    const present = installed[folder]
    return present ? present.version === entry.version : Boolean(entry.optional || entry.devOptional || entry.peer)
  })
}

const isComplete = (root) =>
  isInstalled(
    readPackages(join(root, 'package-lock.json')),
    readPackages(join(root, 'node_modules', '.package-lock.json')),
  )

/**
 * `npm ci` when node_modules is missing or is not what the lock names. Two commands at once take turns, and the second
 * looks again: npm ci begins by removing what the first one already runs on.
 */
export const installPackages = (root) => {
  if (isComplete(root)) return
  const self = fileURLToPath(import.meta.url)
  const { status, error } = spawnSync('flock', [root, process.execPath, self, root], { stdio: ['ignore', 2, 2] })
  if (error) install(root)
  else if (status !== 0) exit(1)
}

const install = (root) => {
  if (isComplete(root)) return
  stderr.write('installing packages …\n')
  const { status, error } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  })
  if (status === 0) return
  stderr.write(`npm ci failed${error ? ` (${error.message})` : ''}: see the lines above, then try again.\n`)
  exit(1)
}

if (argv[1] === fileURLToPath(import.meta.url)) install(argv[2])
