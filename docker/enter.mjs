import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installPackages } from './install-packages.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

const refuse = (sentence) => {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

const isThere = (program) => spawnSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' }).status === 0

/** What must hold before anything can be installed, each with its remedy; undefined when all is well. */
export const findObstacle = ({ platform, nodeVersion, uid, hasSudo, needsRoot }) => {
  if (platform !== 'linux')
    return `Holdfast runs on Linux only (this is ${platform}): use a Linux machine or a virtual one.`
  if (Number(nodeVersion.split('.')[0]) < 20) {
    return `Node ${nodeVersion} is too old: install Node 20 or newer (Debian: https://deb.nodesource.com), then try again.`
  }
  if (needsRoot && uid !== 0 && !hasSudo) {
    return 'Root is needed to start Docker and to mount volumes, and there is no sudo: run this as root.'
  }
  return undefined
}

/**
 * Goes on in the TypeScript file beside this one, under the Node that the repository pins: checks the machine,
 * installs packages, becomes root when `needsRoot`, hands over arguments, terminal, signals and exit code.
 */
export const enter = (file, { needsRoot = false, install = true } = {}) => {
  const uid = process.getuid?.() ?? 0
  const obstacle = findObstacle({
    platform: process.platform,
    nodeVersion: process.versions.node,
    uid,
    hasSudo: uid === 0 || isThere('sudo'),
    needsRoot,
  })
  if (obstacle) refuse(obstacle)
  if (install) installPackages(root)
  const node = join(root, 'node_modules', `node-linux-${process.arch}`, 'bin', 'node')
  if (!existsSync(node)) {
    refuse(
      `There is no Node 24 for ${process.arch} in node_modules: only x64 and arm64 are supported; else run npm ci.`,
    )
  }
  const command = [node, join(root, 'docker', file), ...process.argv.slice(2)]
  const [program, ...args] = needsRoot && uid !== 0 ? ['sudo', '-E', '--', ...command] : command
  const child = spawn(program, args, { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => refuse(`${program} could not be started: ${error.message}`))
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (signal ? constants.signals[signal] : 1)))
}
