import { build } from 'esbuild'

// One file with everything in it: the image holds no node_modules.
await build({
  entryPoints: [new URL('src/instance-manager/main.ts', import.meta.url).pathname],
  outfile: new URL('dist/instance-manager.mjs', import.meta.url).pathname,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  minify: true,
  keepNames: true,
  external: ['pg-native'],
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  logLevel: 'warning',
})
