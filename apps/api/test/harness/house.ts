import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultEngine } from '@holdfast/engine'
import type { OrganizationId } from '@holdfast/shared/ids'
import { newId } from '@holdfast/shared/ids'
import { GiB } from '@holdfast/shared/units'
import { type Access, openAccess } from '../../src/access/access.ts'
import { accessTools } from '../../src/access/access-tools.ts'
import { type AgentLink, startAgentLink } from '../../src/agent-link/agent-link.ts'
import type { LinkParts } from '../../src/agent-link/link-parts.ts'
import type { DatabaseParts } from '../../src/databases/database-parts.ts'
import { databaseTools } from '../../src/databases/database-tools.ts'
import { type Databases, openDatabases } from '../../src/databases/databases.ts'
import { openImageArchives } from '../../src/hosts/image-archives.ts'
import { type HostPresence, openPresence } from '../../src/hosts/presence.ts'
import { loadAuthority, loadDoorKey } from '../../src/keys/authority-store.ts'
import { type CertificateAuthority, openAuthority } from '../../src/keys/certificate-authority.ts'
import { openRootKeyFile } from '../../src/keys/key-provider.ts'
import { type Keyring, openKeyring } from '../../src/keys/keyring.ts'
import { openSecrets } from '../../src/keys/secrets.ts'
import { openMetricsDoor } from '../../src/metrics/metrics-door.ts'
import { type Runner, startRunner } from '../../src/operation-runner/runner.ts'
import { operations } from '../../src/operations/catalogue.ts'
import type { Tools } from '../../src/operations/define-operation.ts'
import { startByWish } from '../../src/operations/start-by-wish.ts'
import type { Caller } from '../../src/people/caller.ts'
import { type Clock, systemClock } from '../../src/platform/clock.ts'
import type { Database } from '../../src/platform/database/database.ts'
import { openLog } from '../../src/platform/log.ts'
import { openReleaseKey } from '../../src/releases/release-key.ts'
import { saveRelease } from '../../src/releases/release-store.ts'

/** The api without its HTTP routes: what stands behind them. */
export interface House {
  /** Folder of the keys. */
  readonly home: string
  readonly database: Database
  readonly authority: CertificateAuthority
  readonly keyring: Keyring
  readonly presence: HostPresence
  readonly databases: Databases
  readonly access: Access
  readonly tools: Tools
  readonly parts: DatabaseParts
  readonly linkParts: LinkParts
  /** The door of the agents; absent where the options left it out. */
  readonly link: AgentLink | undefined
  /** Makes an organization with its quota, and somebody who may do everything in it. */
  anOrganization(limits?: { databases?: number }): Promise<Caller>
  close(): Promise<void>
}

export interface HouseOptions {
  readonly database: Database
  /** Without it nothing runs operations: the test does. */
  readonly redisUrl?: string
  readonly clock?: Clock
  readonly ports?: { first: number; last: number }
  readonly silentAfterMs?: number
  /** Another replica of this house: the same keys. */
  readonly beside?: House
  /** Images for hosts that join. */
  readonly archivesDirectory?: string
  /** Opens the agents' door; true unless said otherwise. */
  readonly hasLink?: boolean
}

/** Opens a house on a migrated database, with keys and a release of its own. */
export async function openHouse({ database, redisUrl, clock = systemClock, ...options }: HouseOptions): Promise<House> {
  const home = options.beside?.home ?? (await mkdtemp(join(tmpdir(), 'hf-house-')))
  const keyProvider = await openRootKeyFile(join(home, 'root.key'))
  const keyring = await openKeyring({ directory: join(home, 'keyring'), keyProvider })
  const secrets = openSecrets(keyring)
  const authority = openAuthority(await loadAuthority(database, secrets, 'test'))
  const releaseKey = openReleaseKey(join(home, 'release.key'))
  await aRelease(database, releaseKey)
  const { silentAfterMs = 5_000, ports = { first: 20_000, last: 20_999 }, hasLink = true } = options
  const presence = openPresence({ clock, silentAfterMs })
  const endpointHosts = ['localhost']
  const parts: DatabaseParts = {
    endpointHosts,
    ports,
    caUrl: 'http://127.0.0.1:7400/v1/ca.pem',
    caPath: '/var/lib/holdfast/ca.pem',
    secrets,
    presence,
    clock,
    startOperation: startByWish,
  }
  const databases = openDatabases(parts)
  const tools = { databases: databaseTools(parts), access: accessTools }
  const log = openLog('silent', 'hf-test')
  const metrics = openMetricsDoor({ place: undefined, clock, log })
  const doorKey = await loadDoorKey(database, secrets)
  const doors = { authority, doorKey, archives: openImageArchives(options.archivesDirectory) }
  const about = { metrics, database, ...doors, secrets, databases, presence, clock, log, endpointHosts }
  const { publicKey, signTicket } = releaseKey
  const linkParts: LinkParts = { ...about, releaseKey: publicKey, signTicket, links: [] }
  const link = hasLink ? await startAgentLink({ ...linkParts, bind: '127.0.0.1', port: 0 }) : undefined
  const runner: Runner | undefined = redisUrl
    ? startRunner({ database, definitions: operations, tools, redisUrl, name: `hf-test-${process.pid}` })
    : undefined
  return {
    ...{
      home,
      database,
      authority,
      keyring,
      presence,
      databases,
      access: openAccess(parts),
      tools,
      parts,
      linkParts,
      link,
    },
    anOrganization: (limits) => anOrganization(database, limits),
    async close() {
      await link?.close()
      await runner?.close()
      presence.close()
      if (!options.beside) await rm(home, { recursive: true, force: true })
    },
  }
}

async function aRelease(database: Database, key: ReturnType<typeof openReleaseKey>): Promise<void> {
  const id = newId('re')
  const { family: engine, defaultVersion: version } = defaultEngine
  const image = { engine, version, imageId: `sha256:${'0'.repeat(64)}`, packages: {} }
  await saveRelease(database.read, { id, ...image, ...key.sign({ releaseId: id, ...image }) })
}

async function anOrganization(database: Database, { databases = 100 }: { databases?: number } = {}): Promise<Caller> {
  const id: OrganizationId = newId('or')
  await database.read.organization.create({
    data: {
      id,
      name: 'test',
      databasesLimit: databases,
      cpusLimit: 1000,
      memoryLimitBytes: 1000 * GiB,
      storageLimitBytes: 100_000 * GiB,
    },
  })
  return {
    kind: 'token',
    id: newId('tk'),
    name: 'a test',
    personId: null,
    sessionId: null,
    organizationId: id,
    permissions: new Set(['database:connect']),
    isOperator: false,
    address: null,
    requestId: 'test',
  }
}
