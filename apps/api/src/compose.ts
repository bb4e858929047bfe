import { join } from 'node:path'
import { listMigrations, migrate } from '../../../prisma/migrate.ts'
import { type Access, openAccess } from './access/access.ts'
import { accessTools } from './access/access-tools.ts'
import { type AgentLink, startAgentLink } from './agent-link/agent-link.ts'
import { startSequencer } from './audit/sequencer.ts'
import { type ApiConfig, readVersion } from './config.ts'
import type { DatabaseParts } from './databases/database-parts.ts'
import { databaseTools } from './databases/database-tools.ts'
import { type Databases, openDatabases } from './databases/databases.ts'
import { type ImageArchives, openImageArchives } from './hosts/image-archives.ts'
import { acceptTokenFiles, openJoinTokens } from './hosts/join-tokens.ts'
import { type HostPresence, openPresence } from './hosts/presence.ts'
import { type Probed, probeReadiness } from './http/readiness.ts'
import { makeReplySealer } from './http/reply-sealer.ts'
import { mountRoutes } from './http/routes/routes.ts'
import { type AnsweredRequest, openServer } from './http/server.ts'
import { isDatabaseUnreachable } from './http/unreachable.ts'
import { countOperations } from './http/vitals-store.ts'
import { doorPinOf, loadAuthority, loadDoorKey } from './keys/authority-store.ts'
import { type CertificateAuthority, openAuthority } from './keys/certificate-authority.ts'
import { openRootKeyFile } from './keys/key-provider.ts'
import { type Keyring, openKeyring } from './keys/keyring.ts'
import { openSecrets, type Secrets } from './keys/secrets.ts'
import { openGivenIdentity, openServerIdentity } from './keys/server-identity.ts'
import { type MetricsDoor, openMetricsDoor } from './metrics/metrics-door.ts'
import { startRunner } from './operation-runner/runner.ts'
import { operations } from './operations/catalogue.ts'
import { startByWish } from './operations/start-by-wish.ts'
import { openCredentialLimits } from './people/credential-limits.ts'
import { openIdentities } from './people/identities.ts'
import { openLetterLimits } from './people/letter-limits.ts'
import { openPasswords } from './people/passwords.ts'
import { openSessionKeys, type SessionKeys } from './people/session-keys.ts'
import { hashSetupCode } from './people/sign-up.ts'
import { systemClock } from './platform/clock.ts'
import { type Database, openDatabase, type Tx } from './platform/database/database.ts'
import { type Log, openLog } from './platform/log.ts'
import { openMetrics } from './platform/metrics.ts'
import { registerReleases } from './releases/register-releases.ts'
import { openReleaseKey } from './releases/release-key.ts'
import { startSchedules } from './schedules/schedules.ts'
import { type Outgoing, startOutgoing } from './start-outgoing.ts'
import { startHostSilentWatcher } from './watchers/host-silent.ts'

export interface Api {
  /** `http://127.0.0.1:7400`: what the process listens on. */
  readonly address: string
  readonly log: Log
  readonly database: Database
  /** Port of the agents' link. */
  readonly linkPort: number
  /** Ends in order: no new requests, then what runs, then the store. */
  close(): Promise<void>
}

export interface ComposeOptions {
  /** A reply that breaks the contract fails; for tests. */
  readonly strictReplies?: boolean
  readonly onAnswered?: (answered: AnsweredRequest) => void
}

interface Opening {
  readonly config: ApiConfig
  readonly options: ComposeOptions
  readonly log: Log
  /** Remembers that the part must be closed, last opened first. */
  readonly closing: <T extends { close(): unknown }>(part: T) => T
}

/** From settings to a running api, top to bottom: platform → stores → tools → runner → watchers → link → server. */
export async function compose(config: ApiConfig, options: ComposeOptions = {}): Promise<Api> {
  const log = openLog(config.logLevel, `${config.installation}-api`)
  const closers: (() => unknown)[] = []
  const close = async () => {
    for (const end of closers.splice(0)) await end()
  }
  const closing: Opening['closing'] = (part) => {
    closers.unshift(() => part.close())
    return part
  }
  try {
    const opened = await open({ config, options, log, closing })
    return { ...opened, log, close }
  } catch (error) {
    await close().catch((failure) => log.warn({ err: failure }, 'could not close what was opened'))
    throw error
  }
}

async function open(opening: Opening): Promise<Omit<Api, 'log' | 'close'>> {
  const { config, log, closing } = opening
  await migrateStore(config, log)
  const database = closing(
    openDatabase({
      url: config.store.url.reveal(),
      onError: (error) => log.warn({ err: error }, 'a connection to the store broke'),
    }),
  )
  const { keyring, secrets } = await openVault(config)
  const sessionKeys = await database.transaction((tx) => openSessionKeys(tx, sessionKeyVault(secrets)))
  const presence = closing(openPresence({ clock: systemClock }))
  const parts = databaseParts(config, { secrets, presence })
  const tools = { databases: databaseTools(parts), access: accessTools }

  const sequencer = closing(
    startSequencer(database, { onError: (error) => log.warn({ err: error }, 'events wait for their numbers') }),
  )
  const runner = closing(
    startRunner({
      database,
      definitions: operations,
      tools,
      redisUrl: config.redisUrl.reveal(),
      name: config.installation,
      onError: (error, at) => log.error({ err: error, ...at }, 'a step failed and will be tried again'),
      onDelay: (error) => log.warn({ err: error }, 'the alarm clock is late'),
    }),
  )
  const databases = openDatabases(parts)
  closing(startHostSilentWatcher({ database, presence, databases, log }))
  closing(startSchedules({ database, clock: systemClock, keyring, log, startOperation: startByWish }))
  const authority = openAuthority(await loadAuthority(database, secrets, config.installation))
  const metrics = closing(openMetricsDoor({ place: config.metrics, clock: systemClock, log }))
  const doorKey = await loadDoorKey(database, secrets)
  const archives = openImageArchives(config.archivesDirectory)
  const doors = { authority, doorKey, archives }
  const link = closing(await openLink(opening, { database, secrets, presence, databases, metrics, ...doors }))
  const outgoing = closing(startOutgoing({ config, database, secrets, presence, metrics, log }))
  const newestMigration = (await listMigrations(config.store.migrationsDirectory)).at(-1)
  const probed = { newestMigration, runner, sequencer }
  const house = {
    database,
    secrets,
    sessionKeys,
    presence,
    databases,
    access: openAccess(parts),
    ...doors,
    probed,
    outgoing,
    metrics,
  }
  const address = await openDoor(opening, house)
  return { address, linkPort: link.port, database }
}

interface House {
  readonly database: Database
  readonly secrets: Secrets
  readonly sessionKeys: SessionKeys
  readonly presence: HostPresence
  readonly databases: Databases
  readonly access: Access
  readonly authority: CertificateAuthority
  readonly doorKey: Buffer
  readonly archives: ImageArchives
  readonly probed: Omit<Probed, 'read'>
  readonly outgoing: Outgoing
  readonly metrics: MetricsDoor
}

/** The agents' door. Releases are signed and the platform's own join token is accepted before the first host may knock. */
async function openLink(
  { config, log }: Opening,
  house: Omit<House, 'access' | 'sessionKeys' | 'probed' | 'outgoing'>,
): Promise<AgentLink> {
  const { database } = house
  const releaseKey = openReleaseKey(join(config.secretsDirectory, 'release.key'))
  if (config.releasesFile !== undefined)
    await registerReleases(database, { file: config.releasesFile, key: releaseKey })
  await database.transaction((tx) => acceptTokenFiles(tx, config.secretsDirectory, new Date()))
  const { listen, port, address } = config.link
  return startAgentLink({
    ...house,
    clock: systemClock,
    log,
    releaseKey: releaseKey.publicKey,
    signTicket: releaseKey.signTicket,
    endpointHosts: config.endpoint.hosts,
    domain: config.endpoint.domain,
    links: [`wss://${address}:${port}/agent/link`],
    bind: listen,
    port,
  })
}

/** The HTTP server; it opens last, when everything behind it works. Returns its address. */
async function openDoor({ config, options, log, closing }: Opening, house: House): Promise<string> {
  const { database, sessionKeys, presence, databases } = house
  const identities = openIdentities(database)
  const stopListening = database.listen('revoked', (notice) =>
    identities.revoked(notice.kind === 'notified' ? notice.payload : undefined),
  )
  closing({ close: stopListening })
  const joinUrl = `https://${config.link.address}:${config.link.port}`
  const joinTokens = openJoinTokens({
    clock: systemClock,
    installation: config.installation,
    caPin: house.authority.pin,
    doorPin: doorPinOf(house.doorKey),
    joinUrl,
    archives: house.archives,
  })
  const people = await openPeople(config, sessionKeys)
  const fastify = await openServer({
    log,
    database,
    identities,
    sessionKeys,
    sealer: makeReplySealer(house.secrets),
    vitals: {
      connectedHosts: presence.connected,
      readiness: () => probeReadiness({ ...house.probed, read: database.read }),
      caCertificate: async () => house.authority.root,
      metrics: openMetrics(() => countOperations(database.read)),
    },
    version: readVersion(),
    identity: config.http.speaksTls ? closing(await openIdentity(config, house.authority, log)) : undefined,
    publicUrl: config.http.publicUrl,
    trustedProxies: config.http.trustedProxies,
    consoleDirectory: config.http.consoleDirectory,
    strictReplies: options.strictReplies ?? false,
    onAnswered: options.onAnswered,
    mountRoutes: (desk, authentication) =>
      mountRoutes(desk, {
        people: { ...people, authentication, mail: house.outgoing.mail },
        databases,
        access: house.access,
        definitions: operations,
        alerts: house.outgoing.alerts,
        webhooks: house.outgoing.webhooks,
        platform: { presence, joinTokens, databases },
        metrics: house.metrics.history,
      }),
  })
  closing(fastify)
  return fastify.listen({ host: config.http.listen, port: config.http.port })
}

function openIdentity({ http, endpoint }: ApiConfig, authority: CertificateAuthority, log: Log) {
  const context = { minVersion: 'TLSv1.2' } as const
  if (http.certificate) return openGivenIdentity({ files: http.certificate, log, context })
  const names = [...new Set([http.publicUrl.hostname, 'localhost', '127.0.0.1', '::1', ...endpoint.hosts])]
  return openServerIdentity({ authority, names, clock: systemClock, log, context })
}

async function openVault(config: ApiConfig): Promise<{ keyring: Keyring; secrets: Secrets }> {
  const keyProvider = await openRootKeyFile(join(config.secretsDirectory, 'root.key'))
  const keyring = await openKeyring({ directory: config.keyringDirectory, keyProvider })
  return { keyring, secrets: openSecrets(keyring) }
}

const sessionKeyVault = (secrets: Secrets) => ({
  save: (tx: Tx, value: string) =>
    secrets.saveSecret(tx, { organizationId: null, databaseId: null, purpose: 'session-keys', value }),
  read: (tx: Tx, place: { secretId: string; version: number }) => secrets.readSecret(tx, place),
})

async function openPeople({ people, endpoint }: ApiConfig, sessionKeys: SessionKeys) {
  return {
    passwords: await openPasswords(),
    limits: openCredentialLimits(people.credentialAttempts),
    letterLimits: openLetterLimits(),
    rules: {
      mode: people.signUp,
      setupCodeHash: people.setupCode && hashSetupCode(people.setupCode.reveal()),
      defaultLimits: people.quota,
    },
    refreshKey: sessionKeys.refresh,
    installation: { version: readVersion(), endpointHost: endpoint.hosts[0] ?? 'localhost' },
  }
}

function databaseParts(
  { endpoint, http }: ApiConfig,
  { secrets, presence }: { secrets: Secrets; presence: HostPresence },
): DatabaseParts {
  return {
    endpointHosts: endpoint.listed,
    domain: endpoint.domain,
    ports: endpoint.ports,
    caUrl: new URL('/v1/ca.pem', http.publicUrl).href,
    caPath: endpoint.caPath,
    secrets,
    presence,
    clock: systemClock,
    startOperation: startByWish,
  }
}

/** Waits for the store to come up, a minute at most: both may have been started at the same moment. */
async function migrateStore({ store }: ApiConfig, log: Log): Promise<void> {
  if (store.migrateUrl === undefined) return
  const url = store.migrateUrl.reveal()
  const giveUpAt = Date.now() + 60_000
  for (;;) {
    try {
      await migrate({ url, directory: store.migrationsDirectory, log: (line) => log.info(line) })
      return
    } catch (error) {
      if (!isDatabaseUnreachable(error) || Date.now() > giveUpAt) throw error
      log.warn({ err: error }, 'the store is not up yet')
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  }
}
