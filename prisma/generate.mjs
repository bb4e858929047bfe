import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

// Generating needs no engine binary; naming any program keeps the CLI from looking for one.
const root = fileURLToPath(new URL('..', import.meta.url))
execFileSync('node_modules/.bin/prisma', ['generate', ...process.argv.slice(2)], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'inherit'],
  env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true', PRISMA_HIDE_UPDATE_MESSAGE: '1' },
})
