#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

// The programs are TypeScript, which Node 24 reads as it stands; an older Node hands over to the one that npm installed.
if (Number(process.versions.node.split('.')[0]) >= 24) {
  // Reading the sources is most of what a command takes: what was read once is kept for the next time.
  enableCompileCache(join(homedir(), '.cache', 'holdfast'))
  // Whoever reads the output may leave early, as `head` does.
  process.stdout.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error
    process.exit()
  })
  const { main } = await import('../src/main.ts')
  process.exitCode = await main(process.argv.slice(2))
} else {
  const node = fileURLToPath(new URL('../../../node_modules/.bin/node', import.meta.url))
  if (!existsSync(node)) {
    process.stderr.write('holdfast needs Node 24 or newer; `npm ci` in the project installs it.\n')
    process.exit(2)
  }
  const { status } = spawnSync(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
  process.exit(status ?? 1)
}
