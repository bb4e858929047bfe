import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { accounts, type Installation, passOn } from '../installation.ts'
import type { ContainerWish } from './container-wish.ts'
import { metricsPort } from './metrics.ts'
import { apiSecrets, listGivenSecrets, listJoinTokens, secretPath } from './secrets.ts'
import { storeDatabase, storeLogins, storePaths } from './store-place.ts'

const MiB = 1024 * 1024
const SECRETS = '/run/secrets/holdfast'
const KEYRING = '/var/lib/holdfast/keyring'
const RELEASES = '/etc/holdfast/releases.json'
const ARCHIVES = '/var/lib/holdfast/archives'

/** The folders of a given certificate: bound whole, so that a replaced file is seen. */
const given = ({ settings }: Installation) =>
  [
    { name: 'HOLDFAST_TLS_CERT_FILE', path: settings.HOLDFAST_TLS_CERT_FILE, target: '/run/tls/certificate' },
    { name: 'HOLDFAST_TLS_KEY_FILE', path: settings.HOLDFAST_TLS_KEY_FILE, target: '/run/tls/key' },
  ].flatMap(({ path, ...rest }) => (path === undefined ? [] : [{ path, ...rest }]))

const storeUrl = (installation: Installation, login: string) => {
  const certificate = `${SECRETS}/${basename(storePaths(installation).ca)}`
  return `postgresql://${login}@${installation.name}-store:5432/${storeDatabase}?sslmode=verify-full&sslrootcert=${certificate}`
}

/** The api's settings. None of them is secret; passwords are files below HOLDFAST_SECRETS_DIR. */
const environment = (installation: Installation): Record<string, string> => {
  const { settings } = installation
  return {
    HOLDFAST_NAME: settings.HOLDFAST_NAME,
    HOLDFAST_PORT: `${settings.HOLDFAST_PORT}`,
    HOLDFAST_LINK_PORT: `${settings.HOLDFAST_LINK_PORT}`,
    /** What people reach; decides about HTTPS. */
    HOLDFAST_BIND: settings.HOLDFAST_BIND,
    /** What the process listens on inside its container. */
    HOLDFAST_LISTEN: '0.0.0.0',
    HOLDFAST_ENDPOINT: settings.HOLDFAST_ENDPOINT,
    HOLDFAST_PORT_RANGE: settings.HOLDFAST_PORT_RANGE,
    HOLDFAST_PUBLIC_URL: installation.consoleUrl,
    ...Object.fromEntries(given(installation).map(({ name, path, target }) => [name, join(target, basename(path))])),
    HOLDFAST_SIGN_UP: settings.HOLDFAST_SIGN_UP,
    HOLDFAST_CA_PATH: installation.paths.ca,
    HOLDFAST_SECRETS_DIR: SECRETS,
    HOLDFAST_KEYRING_DIR: KEYRING,
    HOLDFAST_CONSOLE_DIR: '/app/console',
    HOLDFAST_MIGRATIONS_DIR: '/app/migrations',
    HOLDFAST_RELEASES_FILE: RELEASES,
    HOLDFAST_ARCHIVES_DIR: ARCHIVES,
    DATABASE_URL: storeUrl(installation, storeLogins.api),
    HOLDFAST_MIGRATE_URL: storeUrl(installation, storeLogins.migrate),
    HOLDFAST_METRICS_URL: `http://${installation.name}-metrics:${metricsPort}`,
    REDIS_URL: `redis://${installation.name}-clock:6379`,
    ...passOn(installation, [
      'HOLDFAST_DOMAIN',
      'HOLDFAST_LINK_ADDRESS',
      'HOLDFAST_TRUSTED_PROXIES',
      'HOLDFAST_SNI_PORTS',
      'HOLDFAST_QUOTA',
      'HOLDFAST_CREDENTIAL_ATTEMPTS',
      'HOLDFAST_OUTBOUND_ALLOW',
      'HOLDFAST_MAIL_FROM',
      'HOLDFAST_LOG_LEVEL',
    ]),
  }
}

export const apiWish = (installation: Installation, image: string): ContainerWish => {
  const { paths, settings } = installation
  const store = storePaths(installation)
  const files = [
    ...apiSecrets.map((name) => ({ source: secretPath(installation, name), target: `${SECRETS}/${name}` })),
    ...[...listGivenSecrets(installation), ...listJoinTokens(installation)].map(({ name, path }) => ({
      source: path,
      target: `${SECRETS}/${name}`,
    })),
    { source: store.ca, target: `${SECRETS}/${basename(store.ca)}` },
    { source: paths.releases, target: RELEASES },
  ]
  const certificateAndReleases = [store.ca, paths.releases].filter(existsSync)
  return {
    part: 'api',
    image,
    readsAtStart: [
      ...certificateAndReleases.map((path) => readFileSync(path, 'utf8')),
      // When, not what: the hash of this is a label, and a password must not be in it.
      ...listGivenSecrets(installation).map(({ path }) => `${statSync(path).mtimeMs}`),
    ],
    command: ['node', '--enable-source-maps', '/app/api.mjs'],
    user: `${accounts.holdfast}:${accounts.holdfast}`,
    environment: environment(installation),
    binds: [
      ...files.map((file) => ({ ...file, isReadOnly: true })),
      ...given(installation).map(({ path, target }) => ({ source: dirname(path), target, isReadOnly: true })),
      { source: paths.keyring, target: KEYRING, isReadOnly: false },
      { source: paths.archives, target: ARCHIVES, isReadOnly: true },
    ],
    network: { name: installation.network, alias: `${installation.name}-api` },
    publish: [settings.HOLDFAST_PORT, settings.HOLDFAST_LINK_PORT],
    memoryBytes: 1024 * MiB,
    cpus: 2,
    pids: 256,
    stopGraceSeconds: 20,
  }
}
