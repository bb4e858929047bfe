import { argv, exit, stderr, stdout } from 'node:process'
import { readConfig } from './config.ts'
import { prepareDemo } from './demo.ts'
import { buildImages } from './images.ts'
import { installationFrom } from './installation.ts'
import { buildBundles } from './machine/build-bundles.ts'
import { ensureDocker } from './machine/ensure-docker.ts'
import { labNeeds, platformNeeds } from './machine/system-packages.ts'
import { takeTurn } from './machine/take-turn.ts'
import { keepArchives } from './platform/archives.ts'
import { onSimulatedHosts, simulatedHosts, thisMachine } from './platform/host-place.ts'
import { startPlatform } from './platform.ts'
import { controlEngine, type RaiseHostsOptions, raiseHosts, wantedHosts } from './simulated-hosts.ts'
import { readStartArguments } from './start-arguments.ts'

const report = (line: string) => {
  stderr.write(`${line}\n`)
}

/** The platform on this machine itself, or on `count` simulated hosts instead. */
const startOn = async ({ docker, installation, images, count }: RaiseHostsOptions) => {
  if (count === 0) {
    const started = await startPlatform({
      ...{ docker, installation, images, report },
      hosts: [thisMachine(installation, docker)],
    })
    // Nobody joins from another machine while only this one reaches the api.
    if (!installation.isLoopbackOnly)
      await keepArchives({ docker, folder: installation.paths.archives, images, report })
    return started
  }
  report(`raising ${count} simulated hosts …`)
  const lab = await raiseHosts({ docker, installation, images, count })
  const moved = onSimulatedHosts(installation, lab)
  return startPlatform({
    docker: controlEngine(lab),
    installation: moved,
    images,
    hosts: simulatedHosts(moved, lab),
    report,
  })
}

const start = async () => {
  const { isDemo, hosts: asked } = readStartArguments(argv.slice(2))
  const { settings, passedOn, proxies, buildEnvironment } = readConfig()
  const installation = installationFrom(settings, passedOn)
  if (isDemo && !installation.isLoopbackOnly) {
    throw new Error(`--demo hands out an operator's token, so it runs on loopback only: unset HOLDFAST_BIND.`)
  }
  await takeTurn(installation.name)
  const count = wantedHosts(installation, asked)
  const docker = await ensureDocker({
    installation,
    needs: count > 0 ? [...platformNeeds, ...labNeeds] : platformNeeds,
    report,
  })
  report('building programs …')
  await buildBundles(buildEnvironment)
  const images = await buildImages({ docker, cache: installation.paths.images, proxies, report })
  const { consoleUrl, setupCode } = await startOn({ docker, installation, images, count })
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
