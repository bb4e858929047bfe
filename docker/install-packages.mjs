import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

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

/** `npm ci` when node_modules is missing or is not what the lock names. */
export const installPackages = (root) => {
  const wanted = readPackages(join(root, 'package-lock.json'))
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'))
  if (isInstalled(wanted, installed)) return
  process.stderr.write('installing packages …\n')
  const { status, error } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  })
  if (status === 0) return
  process.stderr.write(`npm ci failed${error ? ` (${error.message})` : ''}: see the lines above, then try again.\n`)
  process.exit(1)
}
