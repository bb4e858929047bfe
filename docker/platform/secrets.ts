import { generateKeyPairSync, randomBytes, randomInt } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { accounts, type HostPaths, type Installation } from '../installation.ts'

/** Crockford's letters: nothing in a code that is read aloud or typed can be taken for something else. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const letters = (count: number) => Array.from({ length: count }, () => LETTERS.charAt(randomInt(32))).join('')

const password = () => randomBytes(32).toString('base64url')
const setupCode = () => [letters(5), letters(5), letters(5), letters(5)].join('-')

const releaseKey = () =>
  generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey

const joinToken = () => `hf_join_${randomBytes(32).toString('base64url')}`

/** Every secret this machine makes for itself, once. */
const makers = {
  'root.key': () => randomBytes(32),
  'setup-code': setupCode,
  'join-token': joinToken,
  'release.key': releaseKey,
  'store-migrate.password': password,
  'store-api.password': password,
  'clock.password': password,
  'metrics.password': password,
} satisfies Record<string, () => string | Buffer>

export type SecretName = keyof typeof makers

/** What the api reads below HOLDFAST_SECRETS_DIR. */
export const apiSecrets = Object.keys(makers) as SecretName[]

/** What an operator may put beside them: the mail server, `smtps://user:password@host`. */
const givenSecrets = ['smtp-url'] as const

/** Those that are there. */
export const listGivenSecrets = ({ paths }: Installation): { name: string; path: string }[] =>
  givenSecrets.map((name) => ({ name, path: join(paths.secrets, name) })).filter(({ path }) => existsSync(path))

/** Writes a file that either is there whole or not at all, readable by its owner alone; an existing one is left alone. */
const writeOnce = (path: string, content: string | Buffer) => {
  if (existsSync(path)) return
  const draft = `${path}.new`
  rmSync(draft, { force: true })
  const file = openSync(draft, 'wx', 0o600)
  try {
    writeSync(file, typeof content === 'string' ? Buffer.from(content) : content)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  linkSync(draft, path)
  rmSync(draft)
  // A root key whose name is lost with the power would take every database along.
  const folder = openSync(dirname(path), 'r')
  fsyncSync(folder)
  closeSync(folder)
}

export const secretPath = (installation: Installation, name: SecretName): string =>
  join(installation.paths.secrets, name)

export const readSecret = (installation: Installation, name: SecretName): string =>
  readFileSync(secretPath(installation, name), 'utf8').trim()

/** Directories with their owners and modes. The secrets' own directory lets nobody but root through. */
export const ensureHome = (installation: Installation): void => {
  const { home, paths } = installation
  ensureFolders([
    [home, 0o755, 0],
    [paths.secrets, 0o700, 0],
    [paths.keyring, 0o700, accounts.holdfast],
    [paths.store, 0o700, accounts.store],
    [paths.clock, 0o700, accounts.clock],
    [paths.metrics, 0o700, accounts.metrics],
    [join(paths.metrics, 'kept'), 0o700, accounts.metrics],
    [paths.images, 0o700, 0],
    [paths.archives, 0o755, 0],
  ])
}

/** The same of a host. */
export const ensureHostHome = ({ home, paths }: { home: string; paths: HostPaths }): void =>
  ensureFolders([
    [home, 0o755, 0],
    [paths.pool, 0o700, 0],
    [paths.mounts, 0o700, 0],
    [paths.poolers, 0o700, 0],
    [paths.agent, 0o700, 0],
    [paths.gateway, 0o700, accounts.holdfast],
    [paths.run, 0o711, 0],
    [join(paths.run, 'instances'), 0o711, 0],
    [paths.gatewayRun, 0o700, accounts.holdfast],
  ])

const ensureFolders = (folders: [path: string, mode: number, owner: number][]) => {
  for (const [path, mode, owner] of folders) {
    mkdirSync(path, { recursive: true })
    chmodSync(path, mode)
    chownSync(path, owner, owner)
  }
}

/** The token of one more host; `join-token` itself is this machine's. */
export const ensureJoinToken = (path: string): void => {
  writeOnce(path, joinToken())
  giveToApi(path)
}

/** Tokens of simulated hosts, as the api finds them beside this machine's own. */
export const listJoinTokens = ({ paths }: Installation): { name: string; path: string }[] =>
  readdirSync(paths.secrets)
    .filter((name) => name.startsWith('join-token-'))
    .map((name) => ({ name, path: join(paths.secrets, name) }))

/** Makes the secrets that are missing. The api's account owns the files, since it reads them inside its container. */
export const ensureSecrets = (installation: Installation): void => {
  for (const name of apiSecrets) {
    const path = secretPath(installation, name)
    writeOnce(path, makers[name]())
    giveToApi(path)
  }
  for (const { path } of listGivenSecrets(installation)) giveToApi(path)
}

const giveToApi = (path: string): void => {
  chmodSync(path, 0o600)
  chownSync(path, accounts.holdfast, accounts.holdfast)
}
