import { spawn } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { platformEnvironment } from './config.ts'

const repository = fileURLToPath(new URL('../../../../', import.meta.url))

/** A whole installation beside any other on this machine: own name, home, ports and subnets. */
export interface ThrowawayPlatform {
  /** Origin of console and REST API. */
  readonly url: string
  readonly setupCode: string
  readonly name: string
  readonly home: string
  /** What `npm start` and `npm stop` must see to mean this installation. */
  readonly environment: NodeJS.ProcessEnv
  /** Removes everything it made. */
  readonly wipe: () => Promise<void>
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })

async function freePort(from: number): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const port = from + randomInt(900)
    if (await isFree(port)) return port
  }
  throw new Error(`no free port between ${from} and ${from + 900}`)
}

/** Beyond loopback only HTTPS is spoken. */
const originOf = ({ HOLDFAST_BIND, HOLDFAST_PORT }: NodeJS.ProcessEnv): string =>
  HOLDFAST_BIND === '127.0.0.1' ? `http://127.0.0.1:${HOLDFAST_PORT}` : `https://${HOLDFAST_BIND}:${HOLDFAST_PORT}`

interface Finished {
  readonly code: number
  readonly output: string
}

/** Runs one of the project's own commands (`docker/start.mjs …`) to its end. */
export const runCommand = (args: readonly string[], environment: NodeJS.ProcessEnv): Promise<Finished> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: repository,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? 1, output }))
  })

const mustSucceed = async (args: readonly string[], environment: NodeJS.ProcessEnv): Promise<string> => {
  const { code, output } = await runCommand(args, environment)
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${output}`)
  return output
}

/** The environment of a new installation that collides with no other one on this machine. */
export async function throwawayEnvironment(): Promise<
  NodeJS.ProcessEnv & { HOLDFAST_NAME: string; HOLDFAST_HOME: string }
> {
  const home = await mkdtemp(join(tmpdir(), 'holdfast-'))
  const firstPort = 30_000 + 30 * randomInt(90)
  return {
    ...platformEnvironment(),
    HOLDFAST_NAME: `hf-${randomBytes(4).toString('hex')}`,
    HOLDFAST_HOME: home,
    HOLDFAST_BIND: '127.0.0.1',
    HOLDFAST_ENDPOINT: 'localhost',
    HOLDFAST_PORT: String(await freePort(16_000)),
    HOLDFAST_LINK_PORT: String(await freePort(17_000)),
    HOLDFAST_PEER_PORT: String(await freePort(18_000)),
    HOLDFAST_PORT_RANGE: `${firstPort}-${firstPort + 29}`,
    HOLDFAST_SUBNETS: `10.${215 + randomInt(30)}.0.0/16`,
    HOLDFAST_SIGN_UP: 'open',
  }
}

/**
 * Starts a platform through the same door as a person does (`npm start`) and waits until it is healthy. `settings` are further
 * ones of `.env.example`, `args` those of `npm start` (`--hosts`, `3`).
 */
export async function startThrowawayPlatform(
  settings: Record<string, string> = {},
  args: readonly string[] = [],
): Promise<ThrowawayPlatform> {
  const environment = { ...(await throwawayEnvironment()), ...settings }
  const { HOLDFAST_HOME: home, HOLDFAST_NAME: name } = environment
  const wipe = async () => {
    await mustSucceed(['docker/stop.mjs', '--wipe', '--keep-images'], environment)
    await rm(home, { recursive: true, force: true })
  }
  try {
    await mustSucceed(['docker/start.mjs', ...args], environment)
    const setupCode = (await readFile(join(home, 'secrets', 'setup-code'), 'utf8')).trim()
    return { url: originOf(environment), setupCode, name, home, environment, wipe }
  } catch (error) {
    await wipe()
    throw error
  }
}
