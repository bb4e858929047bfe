import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { z } from 'zod'
import { repositoryRoot } from './repository-root.ts'

const port = (fallback: number) => z.coerce.number().int().min(1).max(65_535).default(fallback)

/** The settings of one installation on this machine, as `.env` and the environment name them. */
export const InstallationSettings = z.object({
  HOLDFAST_NAME: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/)
    .default('holdfast')
    .describe('Prefix of every container, network and image tag of this installation.'),
  HOLDFAST_HOME: z
    .string()
    .regex(/^\/[A-Za-z0-9._/-]+$/)
    .default('/var/lib/holdfast')
    .describe('Where secrets, volumes and caches lie. Absolute.'),
  HOLDFAST_BIND: z
    .union([z.ipv4(), z.ipv6()])
    .default('127.0.0.1')
    .describe('Address the console, the API and the agent link listen on.'),
  HOLDFAST_PORT: port(7400).describe('Port of the console and the REST API.'),
  HOLDFAST_LINK_PORT: port(7443).describe("Port of the agents' link."),
  HOLDFAST_PEER_PORT: port(7444).describe('Port on which the agents of other hosts reach the agent of this one.'),
  HOLDFAST_PORT_RANGE: z
    .string()
    .regex(/^\d+-\d+$/)
    .default('20000-29999')
    .describe('Ports of databases, three for each.'),
  HOLDFAST_ENDPOINT: z
    .string()
    .min(1)
    .default('localhost')
    .describe('Host name in connection strings; several are separated by commas.'),
  HOLDFAST_SUBNETS: z.string().default('10.214.0.0/16').describe('Addresses of the networks of databases, a /29 each.'),
  HOLDFAST_PUBLIC_URL: z.url().optional().describe('How people reach the console, when not by bind address and port.'),
  HOLDFAST_TLS_CERT_FILE: z
    .string()
    .startsWith('/')
    .optional()
    .describe('Certificate with its chain for console and API; user 7400 must be able to read it.'),
  HOLDFAST_TLS_KEY_FILE: z.string().startsWith('/').optional().describe('Key of that certificate.'),
  HOLDFAST_SIGN_UP: z
    .enum(['open', 'invite', 'closed'])
    .default('invite')
    .describe('Who may sign up after the first operator.'),
  HOLDFAST_METRICS_RETENTION: z
    .string()
    .regex(/^[1-9]\d{0,3}d$/, 'is written in days: 30d')
    .default('30d')
    .describe('How long metrics are kept, in days.'),
  HOLDFAST_DOCKER_SOCKET: z
    .string()
    .startsWith('/')
    .default('/var/run/docker.sock')
    .describe('Socket of the Docker engine of this machine.'),
})
const passedOn = z.string().optional()

/** Settings that a part reads and checks itself; they are handed on as they are. */
export const PassedOnSettings = z.object({
  HOLDFAST_QUOTA: passedOn.describe(
    'What a new organization may have: databases=…,cpus=…,memory=…,storage=…,connections=…',
  ),
  HOLDFAST_CREDENTIAL_ATTEMPTS: passedOn.describe('Wrong passwords and codes a minute for one e-mail.'),
  HOLDFAST_DOMAIN: passedOn.describe('Domain below which each database has a name; *.DOMAIN leads to this host.'),
  HOLDFAST_LINK_ADDRESS: passedOn.describe('Where agents of other machines reach the link, if not by HOLDFAST_BIND.'),
  HOLDFAST_SNI_PORTS: passedOn.describe('Ports that names share: direct,pooled.'),
  HOLDFAST_OUTBOUND_ALLOW: passedOn.describe('Blocks of addresses beside the public internet that webhooks may call.'),
  HOLDFAST_MAIL_FROM: passedOn.describe(
    'Sender of mail; the server is named by the file secrets/smtp-url of the home.',
  ),
  HOLDFAST_TRUSTED_PROXIES: passedOn.describe('Addresses whose X-Forwarded-For and -Proto are believed.'),
  HOLDFAST_LOG_LEVEL: passedOn.describe('Least severe line that api, agent and gateway log.'),
  HOLDFAST_HOST_LABELS: passedOn.describe('Labels of this host for placement, name=value,…'),
  HOLDFAST_POOLER_IDLE_MINUTES: passedOn.describe('A pooler that nobody has used for so long is stopped.'),
  HOLDFAST_STORAGE: passedOn.describe('How volumes are kept: auto, image-ext4 or directory.'),
})
export type PassedOnSettings = z.infer<typeof PassedOnSettings>

export type InstallationSettings = z.infer<typeof InstallationSettings>

/** Proxy settings of this machine that a package installation inside an image build needs too. */
const PROXY_KEYS = ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY']

export interface PlatformConfig {
  settings: InstallationSettings
  passedOn: PassedOnSettings
  proxies: Record<string, string>
  /** What programs of the repository are run with: its own Node and tools come first. */
  buildEnvironment: NodeJS.ProcessEnv
}

/** After `su` without `-` the folders of mount, losetup, nft and dockerd are not searched. */
export const withSystemFolders = (path: string | undefined): string => {
  const given = (path ?? '').split(delimiter).filter(Boolean)
  return [...new Set([...given, '/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/bin', '/bin'])].join(delimiter)
}

const buildEnvironment = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...environment,
  PATH: [join(repositoryRoot, 'node_modules', '.bin'), environment.PATH].join(delimiter),
  TURBO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
})

const present = (environment: NodeJS.ProcessEnv, keys: string[]) =>
  Object.fromEntries(keys.flatMap((key) => (environment[key] ? [[key, environment[key]]] : [])))

const parseSettings = (environment: NodeJS.ProcessEnv): InstallationSettings => {
  const parsed = InstallationSettings.safeParse(present(environment, Object.keys(InstallationSettings.shape)))
  if (parsed.success) return parsed.data
  throw new Error(
    `The settings are wrong; correct them in .env or in the environment:\n${z.prettifyError(parsed.error)}`,
  )
}

/** Reads `.env` (what is already in the environment wins), then the environment. */
export const readConfig = (): PlatformConfig => {
  const file = join(repositoryRoot, '.env')
  if (existsSync(file)) process.loadEnvFile(file)
  process.env.PATH = withSystemFolders(process.env.PATH)
  return {
    settings: parseSettings(process.env),
    passedOn: PassedOnSettings.parse(present(process.env, Object.keys(PassedOnSettings.shape))),
    proxies: present(process.env, PROXY_KEYS),
    buildEnvironment: buildEnvironment(process.env),
  }
}
