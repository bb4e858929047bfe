import { build } from 'esbuild'

const here = (path) => new URL(path, import.meta.url).pathname

// One file a program with everything in it: the image holds no node_modules. dockerode reaches engines over SSH
// through two native packages; the agent talks to a local socket only, so they are left out.
const stub = {
  name: 'no-ssh',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(ssh2|cpu-features)$/ }, ({ path }) => ({ path, namespace: 'no-ssh' }))
    onLoad({ filter: /.*/, namespace: 'no-ssh' }, () => ({ contents: 'module.exports = {}', loader: 'js' }))
  },
}

const options = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: true,
  logLevel: 'warning',
}

// Two builds, so that the gateway's bytes change only with its own sources: they decide whether it must be replaced.
await build({ ...options, entryPoints: [here('src/gateway/main.ts')], outfile: here('dist/gateway.mjs') })
await build({
  ...options,
  entryPoints: [here('src/main.ts')],
  outfile: here('dist/agent.mjs'),
  plugins: [stub],
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
})
