import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync } from 'node:zlib'

/** Writes a brotli twin beside every text file of the build, for a sender that knows `accept-encoding`. */
const assets = fileURLToPath(new URL('../dist/assets/', import.meta.url))
for (const name of readdirSync(assets).filter((file) => /\.(js|css)$/.test(file)))
  writeFileSync(join(assets, `${name}.br`), brotliCompressSync(readFileSync(join(assets, name))))
