import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { arch } from 'node:process'
import { build } from 'esbuild'

const here = (path) => new URL(path, import.meta.url).pathname
const require = createRequire(import.meta.url)

rmSync(here('dist'), { recursive: true, force: true })

// One file with everything in it, but for the password hash: that is a native library, copied beside it.
await build({
  entryPoints: [here('src/main.ts')],
  outfile: here('dist/api.mjs'),
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
  external: ['@node-rs/argon2', 'pg-native', 'bufferutil', 'utf-8-validate'],
  banner: {
    js: [
      "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
      'const __filename=import.meta.filename,__dirname=import.meta.dirname;',
    ].join(''),
  },
})

for (const name of ['@node-rs/argon2', `@node-rs/argon2-linux-${arch}-gnu`]) {
  const source = dirname(require.resolve(`${name}/package.json`))
  const target = join(here('dist'), 'node_modules', name)
  mkdirSync(dirname(target), { recursive: true })
  cpSync(source, target, { recursive: true })
}
