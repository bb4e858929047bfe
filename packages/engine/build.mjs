import { build } from 'esbuild'

// One file with everything in it: the image holds no node_modules. As `iife`, Node's own modules come by `require`:
// an `import` of node:http reads every export it has and with them a web client, 50 ms and megabytes at every start.
await build({
  entryPoints: [new URL('src/instance-manager/main.ts', import.meta.url).pathname],
  outfile: new URL('dist/instance-manager.mjs', import.meta.url).pathname,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'iife',
  minifyWhitespace: true,
  minifySyntax: true,
  external: ['pg-native'],
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  logLevel: 'warning',
})
