import { existsSync, readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'
import type { Limits } from '@holdfast/shared/contract/organization-routes'
import { parseBytes } from '@holdfast/shared/units'
import { z } from 'zod'
import type { SharedDomain } from './hosts/endpoint-naming.ts'
import type { MetricsPlace } from './metrics/metrics-store-client.ts'
import { Secret } from './platform/secret.ts'

const port = z.coerce.number().int().min(1).max(65_535)
const absolute = z.string().startsWith('/', 'an absolute path is needed')

const portRange = z
  .string()
  .regex(/^\d{4,5}-\d{4,5}$/, 'is written first-last')
  .transform((text) => text.split('-').map(Number))
  .refine(([first = 0, last = 0]) => first < last && last <= 65_535, 'the first port must be below the last')
  .transform(([first = 0, last = 0]) => ({ first, last }))

const list = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .pipe(z.array(z.string().min(1)))

/** Addresses and blocks of them. */
const blocks = z
  .string()
  .transform((text) => text.split(',').flatMap((part) => part.trim() || []))
  .pipe(z.array(z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()])))

/** `db.example`, also written `*.db.example`. */
const domain = z
  .string()
  .toLowerCase()
  .transform((text) => text.replace(/^\*\./, ''))
  .pipe(z.string().regex(/^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/, 'a domain such as db.example'))

const portPair = z
  .string()
  .regex(/^\d{1,5},\d{1,5}$/, 'is written direct,pooled')
  .transform((text) => text.split(',').map(Number))
  .refine(([direct, pooled]) => direct !== pooled, 'the two ports must differ')
  .refine((ports) => ports.every((one) => one > 0 && one <= 65_535), 'there is no such port')
  .transform(([direct = 0, pooled = 0]) => ({ direct, pooled }))

const quota = z.string().transform((text, context): Limits => {
  const parts = Object.fromEntries(text.split(',').map((part) => part.trim().split('=', 2)))
  const limits = {
    databases: Number(parts.databases),
    cpus: Number(parts.cpus),
    memoryBytes: parseBytes(parts.memory ?? '') ?? Number.NaN,
    storageBytes: parseBytes(parts.storage ?? '') ?? Number.NaN,
    connections: Number(parts.connections ?? 10_000),
  }
  if (Object.values(limits).some(Number.isNaN))
    context.addIssue({
      code: 'custom',
      message: 'is written databases=…,cpus=…,memory=…GiB,storage=…GiB,connections=…',
    })
  return limits
})

/** Every setting of the api, as environment variables. Secrets are files below HOLDFAST_SECRETS_DIR, never settings. */
export const ApiEnvironment = z.object({
  HOLDFAST_NAME: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/)
    .default('holdfast')
    .describe('Name of the installation: prefix of everything it makes'),
  HOLDFAST_LISTEN: z.string().default('127.0.0.1').describe('Address that the process itself listens on'),
  HOLDFAST_BIND: z.string().default('127.0.0.1').describe('Address that people reach; beyond loopback HTTPS is spoken'),
  HOLDFAST_PORT: port.default(7400).describe('Port of the console and the REST API'),
  HOLDFAST_LINK_PORT: port.default(7443).describe("Port of the agents' link"),
  HOLDFAST_LINK_ADDRESS: z
    .string()
    .min(1)
    .optional()
    .describe('Where agents of other machines reach the link, if not by HOLDFAST_BIND'),
  HOLDFAST_ENDPOINT: list.default(['localhost']).describe('Host name in connection strings'),
  HOLDFAST_DOMAIN: domain
    .optional()
    .describe('Domain below which each database has a name; *.DOMAIN leads to the hosts'),
  HOLDFAST_SNI_PORTS: portPair.prefault('5432,6432').describe('Ports that names share: direct,pooled'),
  HOLDFAST_PORT_RANGE: portRange.prefault('20000-29999').describe('Ports of databases, three for each'),
  HOLDFAST_PUBLIC_URL: z.url().optional().describe('How people reach the console, when not by bind address and port'),
  HOLDFAST_TLS_CERT_FILE: absolute
    .optional()
    .describe('Certificate with its chain for console and REST API, instead of one of the platform CA'),
  HOLDFAST_TLS_KEY_FILE: absolute.optional().describe('Key of that certificate'),
  HOLDFAST_TRUSTED_PROXIES: blocks
    .prefault('')
    .describe('Blocks of addresses whose X-Forwarded-For and X-Forwarded-Proto are believed'),
  HOLDFAST_SIGN_UP: z
    .enum(['open', 'invite', 'closed'])
    .default('invite')
    .describe('Who may sign up after the first operator'),
  HOLDFAST_CA_PATH: absolute
    .default('/var/lib/holdfast/ca.pem')
    .describe('The sslrootcert that connection strings name'),
  HOLDFAST_SECRETS_DIR: absolute.default('/run/secrets/holdfast').describe('Directory of the secret files'),
  HOLDFAST_KEYRING_DIR: absolute.default('/var/lib/holdfast/keyring').describe('Directory of the wrapped keys'),
  HOLDFAST_CONSOLE_DIR: absolute
    .optional()
    .describe('Directory of the built console; without it only the API is served'),
  HOLDFAST_MIGRATIONS_DIR: absolute.default('/app/migrations').describe('Directory of the migrations'),
  HOLDFAST_RELEASES_FILE: absolute.optional().describe('List of the engine releases that this installation offers'),
  HOLDFAST_ARCHIVES_DIR: absolute
    .optional()
    .describe('Directory of the images that hosts load; without it no host joins by the printed line'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).describe('Store of the control plane, login holdfast_api'),
  HOLDFAST_MIGRATE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe('The same store, login holdfast_migrate; without it the process does not migrate'),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).describe('The alarm clock'),
  HOLDFAST_METRICS_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('The metrics store (VictoriaMetrics); without it there are no metrics'),
  HOLDFAST_QUOTA: quota
    .prefault('databases=50,cpus=64,memory=128GiB,storage=2TiB,connections=10000')
    .describe('What a new organization may have: databases=…,cpus=…,memory=…,storage=…,connections=…'),
  HOLDFAST_CREDENTIAL_ATTEMPTS: z.coerce
    .number()
    .int()
    .positive()
    .default(10)
    .describe('Wrong passwords and codes a minute for one e-mail; five times as many for one address'),
  HOLDFAST_OUTBOUND_ALLOW: blocks
    .prefault('')
    .describe('Blocks of addresses beside the public internet that webhooks may call'),
  HOLDFAST_MAIL_FROM: z
    .email()
    .optional()
    .describe(
      'Sender of mail, which goes to the server that the secret file smtp-url names; without that file none is sent',
    ),
  HOLDFAST_LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('Least severe line logged'),
})

export interface ApiConfig {
  readonly installation: string
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  readonly http: {
    readonly listen: string
    readonly port: number
    readonly publicUrl: URL
    /** Whether people reach it beyond loopback, where only HTTPS is spoken, or a certificate was given. */
    readonly speaksTls: boolean
    /** Without them the platform's own CA signs. */
    readonly certificate: { readonly certificate: string; readonly key: string } | undefined
    /** Addresses and blocks that may say for whom they speak. */
    readonly trustedProxies: readonly string[]
    readonly consoleDirectory: string | undefined
  }
  /** `address` is where agents of other machines reach it. */
  readonly link: { readonly listen: string; readonly port: number; readonly address: string }
  readonly endpoint: {
    /** Names and addresses that reach databases; connection strings name the first. */
    readonly hosts: readonly string[]
    /** Those of them that were set; strings with a host list name all. */
    readonly listed: readonly string[]
    readonly domain: SharedDomain | undefined
    readonly ports: { readonly first: number; readonly last: number }
    readonly caPath: string
  }
  readonly store: {
    readonly url: Secret
    readonly migrateUrl: Secret | undefined
    readonly migrationsDirectory: string
  }
  readonly redisUrl: Secret
  /** Absent where no metrics are kept. */
  readonly metrics: MetricsPlace | undefined
  readonly secretsDirectory: string
  readonly keyringDirectory: string
  readonly releasesFile: string | undefined
  readonly archivesDirectory: string | undefined
  readonly outbound: {
    /** Blocks beside the public internet that may be called. */
    readonly allow: readonly string[]
    /** Names and addresses of this installation, which may not. */
    readonly own: readonly string[]
  }
  /** Absent without a mail server. */
  readonly mail: { readonly url: Secret; readonly from: string } | undefined
  readonly people: {
    readonly signUp: 'open' | 'invite' | 'closed'
    readonly setupCode: Secret | undefined
    readonly quota: Limits
    readonly credentialAttempts: number
  }
}

type Environment = Record<string, string | undefined>

/** Reads the environment once and takes addresses with passwords out of it. Throws one error that names every mistake. */
export function readConfig(environment: Environment = process.env): ApiConfig {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = ApiEnvironment.safeParse(given)
  if (!parsed.success) throw new Error(`the api's settings are wrong:\n${z.prettifyError(parsed.error)}`)
  const it = parsed.data
  for (const name of ['DATABASE_URL', 'HOLDFAST_MIGRATE_URL', 'REDIS_URL']) delete environment[name]
  const secret = (name: string) => readSecretFile(join(it.HOLDFAST_SECRETS_DIR, name))
  const migrateUrl = it.HOLDFAST_MIGRATE_URL
  return {
    installation: it.HOLDFAST_NAME,
    logLevel: it.HOLDFAST_LOG_LEVEL,
    http: {
      listen: it.HOLDFAST_LISTEN,
      port: it.HOLDFAST_PORT,
      publicUrl: new URL(it.HOLDFAST_PUBLIC_URL ?? publicUrl(it)),
      speaksTls: speaksTls(it),
      certificate: givenCertificate(it),
      trustedProxies: it.HOLDFAST_TRUSTED_PROXIES,
      consoleDirectory: it.HOLDFAST_CONSOLE_DIR,
    },
    link: {
      listen: it.HOLDFAST_LISTEN,
      port: it.HOLDFAST_LINK_PORT,
      address: inUrl(it.HOLDFAST_LINK_ADDRESS ?? reachedAt(it)),
    },
    endpoint: {
      hosts: [...new Set([...it.HOLDFAST_ENDPOINT, reachedAt(it)])],
      listed: it.HOLDFAST_ENDPOINT,
      domain: sharedDomain(it),
      ports: it.HOLDFAST_PORT_RANGE,
      caPath: it.HOLDFAST_CA_PATH,
    },
    store: {
      url: withPassword(it.DATABASE_URL, secret('store-api.password')),
      migrateUrl: migrateUrl === undefined ? undefined : withPassword(migrateUrl, secret('store-migrate.password')),
      migrationsDirectory: it.HOLDFAST_MIGRATIONS_DIR,
    },
    redisUrl: withPassword(it.REDIS_URL, secret('clock.password')),
    metrics: metricsPlace(it, secret('metrics.password')),
    secretsDirectory: it.HOLDFAST_SECRETS_DIR,
    keyringDirectory: it.HOLDFAST_KEYRING_DIR,
    releasesFile: it.HOLDFAST_RELEASES_FILE,
    archivesDirectory: it.HOLDFAST_ARCHIVES_DIR,
    outbound: { allow: it.HOLDFAST_OUTBOUND_ALLOW, own: ownNames(it) },
    mail: mailOf(it, secret('smtp-url')),
    people: {
      signUp: it.HOLDFAST_SIGN_UP,
      setupCode: secret('setup-code'),
      quota: it.HOLDFAST_QUOTA,
      credentialAttempts: it.HOLDFAST_CREDENTIAL_ATTEMPTS,
    },
  }
}

/** The version that this build says of itself; the bundle carries it, a checkout reads it from package.json. */
export function readVersion(): string {
  try {
    const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
    return z.object({ version: z.string() }).parse(JSON.parse(text)).version
  } catch {
    return '0.1.0'
  }
}

const isLoopback = (address: string): boolean =>
  address === 'localhost' || address === '::1' || address.startsWith('127.')

type Settings = z.output<typeof ApiEnvironment>

const speaksTls = (it: Settings): boolean => !isLoopback(it.HOLDFAST_BIND) || givenCertificate(it) !== undefined

function givenCertificate({ HOLDFAST_TLS_CERT_FILE: certificate, HOLDFAST_TLS_KEY_FILE: key }: Settings) {
  if (certificate !== undefined && key !== undefined) return { certificate, key }
  if (certificate === undefined && key === undefined) return undefined
  throw new Error("the api's settings are wrong: HOLDFAST_TLS_CERT_FILE and HOLDFAST_TLS_KEY_FILE belong together")
}

const isEveryAddress = (address: string): boolean => address === '0.0.0.0' || address === '::'
const inUrl = (address: string): string => (address.includes(':') ? `[${address}]` : address)

/** The address that people and agents use; where every address is bound, the endpoint's name stands for them. */
const reachedAt = (it: Settings): string =>
  isEveryAddress(it.HOLDFAST_BIND) ? (it.HOLDFAST_ENDPOINT[0] ?? 'localhost') : it.HOLDFAST_BIND

function sharedDomain(it: Settings): SharedDomain | undefined {
  const { HOLDFAST_DOMAIN: name, HOLDFAST_SNI_PORTS: ports, HOLDFAST_PORT_RANGE: own } = it
  if (name === undefined) return undefined
  if (Object.values(ports).some((port) => port >= own.first && port <= own.last))
    throw new Error("the api's settings are wrong: HOLDFAST_SNI_PORTS must lie outside HOLDFAST_PORT_RANGE")
  return { name, directPort: ports.direct, pooledPort: ports.pooled }
}

const ownNames = (it: Settings): string[] => {
  const { hostname } = new URL(it.HOLDFAST_PUBLIC_URL ?? publicUrl(it))
  return [...new Set([...it.HOLDFAST_ENDPOINT, it.HOLDFAST_BIND, hostname.replace(/^\[|\]$/g, '')])]
}

const metricsPlace = ({ HOLDFAST_METRICS_URL: url }: Settings, password: Secret | undefined): ApiConfig['metrics'] =>
  url === undefined ? undefined : { url: new URL(url), login: 'holdfast', password }

function mailOf(it: Settings, url: Secret | undefined): ApiConfig['mail'] {
  const { hostname } = new URL(it.HOLDFAST_PUBLIC_URL ?? publicUrl(it))
  const domain = isIP(hostname.replace(/^\[|\]$/g, '')) ? 'localhost' : hostname
  return url && { url, from: it.HOLDFAST_MAIL_FROM ?? `holdfast@${domain}` }
}

const publicUrl = (it: Settings): string =>
  `${speaksTls(it) ? 'https' : 'http'}://${inUrl(reachedAt(it))}:${it.HOLDFAST_PORT}`

function readSecretFile(path: string): Secret | undefined {
  return existsSync(path) ? new Secret(readFileSync(path, 'utf8').trim()) : undefined
}

/** A password that stands in the address wins: larger installations name their own store. */
function withPassword(address: string, password: Secret | undefined): Secret {
  const url = new URL(address)
  if (url.password === '' && password !== undefined) url.password = encodeURIComponent(password.reveal())
  return new Secret(url.href)
}
