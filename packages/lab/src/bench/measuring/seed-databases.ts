import { newId, type OrganizationId } from '@holdfast/shared/ids'
import type pg from 'pg'
import { openStore } from '../../platform/open-store.ts'
import type { OwnInstallation } from './with-installation.ts'

export interface SeededDatabase {
  readonly id: string
  readonly organizationId: OrganizationId
}

const hostsHold = 60
/** Three ports each, beside those that the installation itself gives. */
const firstPort = 20_000

type Row = Readonly<Record<string, unknown>>

/**
 * Puts databases into the books of an installation, spread over the organizations and over hosts of sixty databases whose last
 * pages say that all of them run. No agent speaks for these hosts, so people are told `unreachable`; they count as taken out, or
 * the api would open an alert for each database meanwhile.
 */
export async function seedDatabases(
  installation: OwnInstallation,
  { organizations, count }: { organizations: readonly OrganizationId[]; count: number },
): Promise<SeededDatabase[]> {
  const store = await openStore(installation)
  try {
    const { rows } = await store.query<{ id: string }>('SELECT id FROM release LIMIT 1')
    const releaseId = rows[0]?.id
    if (releaseId === undefined) throw new Error('the installation knows no release')
    const hosts = Array.from({ length: Math.ceil(count / hostsHold) }, () => newId('ho'))
    const shapes = Array.from({ length: count }, (_, n) => ({
      n,
      id: newId('db'),
      instanceId: newId('in'),
      volumeId: newId('vo'),
      hostId: hosts[Math.floor(n / hostsHold)] ?? '',
      organizationId: organizations[n % organizations.length] ?? ('or_' as OrganizationId),
      releaseId,
    }))
    await store.query('BEGIN')
    for (const [table, made] of Object.entries(rowsOf(shapes, hosts))) await insert(store, table, made)
    await store.query('COMMIT')
    await store.query('ANALYZE')
    return shapes.map(({ id, organizationId }) => ({ id, organizationId }))
  } finally {
    await store.end()
  }
}

/** Rows by their columns' names; the columns that are left out have their defaults. */
async function insert(store: pg.Client, table: string, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {}).map((column) => store.escapeIdentifier(column))
  const name = store.escapeIdentifier(table)
  await store.query(
    `INSERT INTO ${name} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::${name}, $1)`,
    [JSON.stringify(rows)],
  )
}

interface Shape extends SeededDatabase {
  readonly n: number
  readonly instanceId: string
  readonly volumeId: string
  readonly hostId: string
  readonly releaseId: string
}

const storageBytes = 1024 ** 3

function rowsOf(shapes: readonly Shape[], hosts: readonly string[]): Record<string, Row[]> {
  const now = new Date().toISOString()
  return {
    host: hosts.map((id, n) => ({
      id,
      name: `seeded-${n}`,
      labels: {},
      certificate_serial: id,
      certificate_ends_at: now,
      generation: 1,
      created_at: now,
      removed_at: now,
    })),
    ...rowsOfDatabases(shapes),
    host_observation: hosts.map((hostId) => ({
      host_id: hostId,
      observed_generation: 1,
      observed_at: now,
      page: pageOf(
        hostId,
        shapes.filter((shape) => shape.hostId === hostId),
      ),
    })),
  }
}

function rowsOfDatabases(shapes: readonly Shape[]): Record<string, Row[]> {
  const each = (row: (shape: Shape) => Row) => shapes.map(row)
  const now = new Date().toISOString()
  return {
    database: each(({ id, organizationId, releaseId, n }) => ({
      id,
      organization_id: organizationId,
      name: `seeded-${n}`,
      engine: 'postgres',
      version: '17',
      release_id: releaseId,
      size: 'micro',
      storage_bytes: storageBytes,
      standbys: 0,
      durability: 'async',
      labels: { tier: 'test' },
      allowed_networks: ['0.0.0.0/0', '::/0'],
      is_protected: false,
      database_name: 'app',
      owner_role: 'app_owner',
      epoch: 1,
      life: 'present',
      revision: 1,
      created_at: now,
    })),
    volume: each(({ id, hostId, volumeId }) => ({
      id: volumeId,
      database_id: id,
      host_id: hostId,
      size_bytes: storageBytes,
      format: 'image-ext4',
      state: 'present',
      created_at: now,
    })),
    instance: each(({ id, hostId, volumeId, instanceId }) => ({
      id: instanceId,
      database_id: id,
      host_id: hostId,
      volume_id: volumeId,
      role: 'primary',
      power: 'running',
      restarts: 0,
      created_at: now,
    })),
    login: each(({ id, n }) => ({ database_id: id, name: `seeded-${n}_a`, ...secretIds() })),
    pooler_login: each(({ id }) => ({ database_id: id, ...secretIds() })),
    endpoint: each(({ id, n }) => ({
      database_id: id,
      direct_port: firstPort + 3 * n,
      pooled_port: firstPort + 3 * n + 1,
      read_only_port: firstPort + 3 * n + 2,
    })),
  }
}

const secretIds = () => ({ password_secret_id: newId('se'), verifier_secret_id: newId('se'), version: 1 })

/** What an agent reports of as many running databases. */
function pageOf(hostId: string, shapes: readonly Shape[]): Row {
  const now = new Date().toISOString()
  return {
    hostId,
    observedGeneration: 1,
    observedAt: now,
    agentVersion: '0.1.0',
    addresses: ['192.0.2.1'],
    capacity: { cpus: 16, memoryBytes: 64 * 1024 ** 3, storageBytes: 1024 ** 4, storageFreeBytes: 1024 ** 4 },
    volumes: shapes.map(({ volumeId }) => ({
      volumeId,
      format: 'image-ext4',
      sizeBytes: storageBytes,
      usedBytes: 40 * 1024 ** 2,
      mounted: true,
    })),
    instances: shapes.map(({ instanceId, id, releaseId }) => ({
      instanceId,
      databaseId: id,
      releaseId,
      role: 'primary',
      epoch: 1,
      health: 'running',
      because: 'it answers queries',
      restarts: 0,
      appliedHash: '0'.repeat(64),
      wantedHash: '0'.repeat(64),
      serverVersion: '17.0',
      startedAt: now,
      connections: 3,
      memoryBytes: 60 * 1024 ** 2,
      access: null,
    })),
    endpoints: shapes.map(({ id }) => ({
      databaseId: id,
      state: 'open',
      because: 'its instance runs',
      openConnections: 3,
      acceptedTotal: 100,
      refusedTotal: 0,
      heldTotal: 0,
      lastRefusal: null,
    })),
    releases: shapes.slice(0, 1).map(({ releaseId }) => releaseId),
    conditions: [],
    tasks: [],
  }
}
