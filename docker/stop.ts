import { argv, exit, stderr } from 'node:process'
import { parseArgs } from 'node:util'
import { lowerLab, removeLab } from '@holdfast/lab/hosts/lab'
import Docker from 'dockerode'
import { readConfig } from './config.ts'
import { installationFrom } from './installation.ts'
import { askDocker } from './machine/dockerd.ts'
import { takeTurn } from './machine/take-turn.ts'
import { enginesOf } from './simulated-hosts.ts'
import { stopPlatform } from './stop-platform.ts'
import { wipe } from './wipe.ts'

const report = (line: string) => {
  stderr.write(`${line}\n`)
}

const readArguments = (args: string[]) => {
  try {
    const options = { wipe: { type: 'boolean' }, 'keep-images': { type: 'boolean' } } as const
    const { values } = parseArgs({ args, options })
    return { isWipe: values.wipe === true, keepImages: values['keep-images'] === true }
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. ')[0] : String(error)
    throw new Error(`${reason}: npm stop takes --wipe, and with it --keep-images.`)
  }
}

const stop = async () => {
  const { isWipe, keepImages } = readArguments(argv.slice(2))
  const { settings } = readConfig()
  const installation = installationFrom(settings)
  await takeTurn(installation.name)
  const socketPath = settings.HOLDFAST_DOCKER_SOCKET
  const isRunning = (await askDocker(socketPath)) === 'answers'
  const docker = isRunning ? new Docker({ socketPath }) : undefined
  if (docker) await stopPlatform(await enginesOf(installation, docker), installation, report)
  await (isWipe ? removeLab : lowerLab)(installation.paths.lab)
  if (isWipe) await wipe({ docker, installation, keepImages, report })
  if (!docker) report('Docker does not answer, so no container of Holdfast is running.')
}

try {
  await stop()
} catch (error) {
  stderr.write(`${error instanceof Error ? error.message : error}\n`)
  exit(1)
}
