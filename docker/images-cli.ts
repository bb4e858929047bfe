import { join } from 'node:path'
import { argv, exit, stderr, stdout } from 'node:process'
import { readConfig } from './config.ts'
import { buildImages } from './images.ts'

const { settings, proxies } = readConfig()
const names = argv.slice(2)
try {
  const images = await buildImages({
    ...(names.length > 0 ? { only: names } : {}),
    cache: join(settings.HOLDFAST_HOME, 'images'),
    proxies,
    report: (line) => stderr.write(`${line}\n`),
  })
  for (const image of images) stdout.write(`${image.tag}\n`)
} catch (error) {
  stderr.write(`${error instanceof Error ? error.message : error}\n`)
  exit(1)
}
