import { readFileSync } from 'node:fs'
import { z } from 'zod'

const list = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .pipe(z.array(z.string().min(1)))

const labels = z
  .string()
  .transform((text) => text.split(',').filter((part) => part.trim() !== ''))
  .pipe(z.array(z.string().regex(/^\s*[a-z0-9./-]+=[^=,]*\s*$/i, 'a label is written name=value')))
  .transform((pairs) => Object.fromEntries(pairs.map((pair) => pair.trim().split('=', 2) as [string, string])))

const absolute = z.string().startsWith('/', 'an absolute path is needed')
const subnet = z.string().regex(/^\d{1,3}(\.\d{1,3}){3}\/([89]|1\d|2[0-9])$/, 'an IPv4 block of /8 to /29')

/** Every setting of the agent, as environment variables; no secret is among them, only the paths of their files. */
export const AgentEnvironment = z.object({
  HOLDFAST_NAME: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/)
    .default('holdfast')
    .describe('Name of the installation: prefix of everything it makes'),
  HOLDFAST_HOME: absolute.default('/var/lib/holdfast').describe('Directory of the installation on the host'),
  HOLDFAST_JOIN_URL: z.url().default('https://127.0.0.1:7443').describe('Where a host without identity joins'),
  HOLDFAST_JOIN_TOKEN_FILE: absolute.optional().describe('File with the single-use join token'),
  HOLDFAST_JOIN_CA_PIN: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional()
    .describe('SHA-256 of the public key of the platform CA, hex; trusted when the host joins'),
  HOLDFAST_CA_FILE: absolute.optional().describe('The platform CA as a file, instead of its pin'),
  HOLDFAST_SUBNETS: list
    .pipe(z.array(subnet))
    .default(['10.214.0.0/16'])
    .describe('Blocks out of which each database gets a /29'),
  HOLDFAST_BIND: list.default(['127.0.0.1']).describe('Addresses on which the gateway offers databases'),
  HOLDFAST_PEER_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(7444)
    .describe("Port on which the agents of other hosts reach this one, on the gateway's addresses; 0 takes a free one"),
  HOLDFAST_HOST_LABELS: labels.default({}).describe('Labels of this host for placement, name=value,…'),
  HOLDFAST_STORAGE: z
    .enum(['auto', 'image-ext4', 'directory'])
    .default('auto')
    .describe('How volumes are kept; auto takes image-ext4 where loop devices work'),
  HOLDFAST_DOCKER_SOCKET: absolute.default('/var/run/docker.sock').describe('Socket of the Docker engine'),
  HOLDFAST_HOST_ACCESS: z
    .enum(['auto', 'direct', 'shim'])
    .default('auto')
    .describe('How the host is reached: direct as a plain process, shim from inside a container'),
  HOLDFAST_POOLER_IDLE_MINUTES: z.coerce
    .number()
    .positive()
    .default(10)
    .describe('A pooler that nobody has used for so long is stopped; the next connection starts it again'),
  HOLDFAST_GATEWAY: z
    .enum(['given', 'own'])
    .default('given')
    .describe('Who keeps the gateway of this host: given by whoever started the agent, or own, from its own image'),
  HOLDFAST_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('Least severe line logged'),
})

export interface AgentConfig {
  readonly installation: string
  readonly home: string
  readonly join: {
    readonly url: string
    readonly tokenFile: string | undefined
    readonly caPin: string | undefined
    readonly caFile: string | undefined
    readonly labels: Readonly<Record<string, string>>
  }
  readonly subnets: readonly string[]
  readonly bindAddresses: readonly string[]
  readonly peerPort: number
  readonly poolerIdleMs: number
  readonly storage: 'auto' | 'image-ext4' | 'directory'
  readonly dockerSocket: string
  readonly hostAccess: 'auto' | 'direct' | 'shim'
  readonly keepsGateway: boolean
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error'
}

/** Reads the environment once. Throws one error that names every mistake at once. */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): AgentConfig {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = AgentEnvironment.safeParse(given)
  if (!parsed.success) throw new Error(`the agent's settings are wrong:\n${z.prettifyError(parsed.error)}`)
  const it = parsed.data
  return {
    installation: it.HOLDFAST_NAME,
    home: it.HOLDFAST_HOME,
    join: {
      url: it.HOLDFAST_JOIN_URL,
      tokenFile: it.HOLDFAST_JOIN_TOKEN_FILE,
      caPin: it.HOLDFAST_JOIN_CA_PIN,
      caFile: it.HOLDFAST_CA_FILE,
      labels: it.HOLDFAST_HOST_LABELS,
    },
    subnets: it.HOLDFAST_SUBNETS,
    bindAddresses: it.HOLDFAST_BIND,
    peerPort: it.HOLDFAST_PEER_PORT,
    poolerIdleMs: it.HOLDFAST_POOLER_IDLE_MINUTES * 60_000,
    storage: it.HOLDFAST_STORAGE,
    dockerSocket: it.HOLDFAST_DOCKER_SOCKET,
    hostAccess: it.HOLDFAST_HOST_ACCESS,
    keepsGateway: it.HOLDFAST_GATEWAY === 'own',
    logLevel: it.HOLDFAST_LOG_LEVEL,
  }
}

/** The version that this build says of itself; the bundle carries it, a checkout reads it from package.json. */
export const agentVersion: string = readVersion()

function readVersion(): string {
  try {
    const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
    return z.object({ version: z.string() }).parse(JSON.parse(text)).version
  } catch {
    return '0.1.0'
  }
}
