import { argv, exit, stderr, stdout } from 'node:process'
import { readConfig } from './config.ts'
import { prepareDemo } from './demo.ts'
import { buildImages } from './images.ts'
import { installationFrom } from './installation.ts'
import { buildBundles } from './machine/build-bundles.ts'
import { ensureDocker } from './machine/ensure-docker.ts'
import { platformNeeds } from './machine/system-packages.ts'
import { takeTurn } from './machine/take-turn.ts'
import { startPlatform } from './platform.ts'
import { readStartArguments } from './start-arguments.ts'

const report = (line: string) => {
  stderr.write(`${line}\n`)
}

const start = async () => {
  const { isDemo } = readStartArguments(argv.slice(2))
  const { settings, passedOn, proxies, buildEnvironment } = readConfig()
  const installation = installationFrom(settings, passedOn)
  if (isDemo && !installation.isLoopbackOnly) {
    throw new Error(`--demo hands out an operator's token, so it runs on loopback only: unset HOLDFAST_BIND.`)
  }
  await takeTurn(installation.name)
  const socket = settings.HOLDFAST_DOCKER_SOCKET
  const docker = await ensureDocker({ installation, needs: platformNeeds, report })
  report('building programs …')
  await buildBundles(buildEnvironment)
  const images = await buildImages({ docker, cache: installation.paths.images, proxies, report })
  const { consoleUrl, setupCode } = await startPlatform({ docker, installation, images, socket, report })
  if (isDemo) {
    const demo = await prepareDemo(installation, report)
    stdout.write(`HOLDFAST_URL=${demo.url}\nHOLDFAST_TOKEN=${demo.token}\nDATABASE_URL=${demo.databaseUrl}\n`)
    return
  }
  if (setupCode) stdout.write(`Setup code for the first operator: ${setupCode}\n`)
  stdout.write(`${consoleUrl}\n`)
}

try {
  await start()
} catch (error) {
  stderr.write(`${error instanceof Error ? error.message : error}\n`)
  exit(1)
}
