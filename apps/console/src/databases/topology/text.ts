import { formatBytes } from '../../ui/numbers.ts'

export const topologyText = {
  title: 'Topology',
  sentence: (host: string) =>
    `One instance, the primary, on ${host}. Nothing is replicated, so there is no lag to show.`,
  unplaced: 'No host has been chosen yet.',
  map: (name: string) => `Map of ${name}`,
  walk: 'Arrow keys walk from box to box; Enter opens what it shows.',
  columns: { entry: 'Entry', doors: 'Doors', host: (name: string) => `Host ${name}` },
  entries: { name: 'DNS name', host: 'Address' },
  doors: { pooled: 'Pooler', direct: 'Direct' },
  about: { pooled: 'PgBouncer, a session for each transaction', direct: 'One session for each client' },
  port: (port: number) => `port ${port}`,
  primary: 'Primary',
  disk: (used: number | null, of: number) =>
    used === null ? `${formatBytes(of)} disk, use not known yet` : `${formatBytes(used)} of ${formatBytes(of)} disk`,
  connections: (count: number | null) => (count === null ? 'connections not known yet' : `${count} connections`),
  addStandby: 'Add standby',
  noStandby: 'Standbys are not built yet: this version runs one instance for each database.',
  table: { ways: 'Ways in', instances: 'Instances' },
  heads: {
    way: 'Way',
    address: 'Address',
    leads: 'Leads to',
    role: 'Role',
    host: 'Host',
    state: 'Status',
    version: 'Version',
    disk: 'Disk',
    connections: 'Connections',
    sync: 'Replication',
  },
  alone: 'no standby, no lag',
  none: '–',
  unknown: '?',
}
