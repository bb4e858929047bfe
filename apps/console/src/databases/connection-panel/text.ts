import { formatDuration } from '../../ui/numbers.ts'

export const connectText = {
  title: 'Connect',
  formats: {
    psql: 'psql',
    url: 'URL',
    env: '.env',
    node: 'Node',
    python: 'Python',
    jdbc: 'JDBC',
    go: 'Go',
    prisma: 'Prisma',
  },
  format: 'Format',
  codeLabel: 'Connection string',
  copy: 'Copy',
  reveal: 'Reveal password',
  hide: 'Hide password',
  audited: 'Revealing and copying read the password; each reading is written to the audit trail.',
  hidesIn: 'The password hides again after 30 s.',
  untilLeave: 'The password is shown until you leave this page.',
  ca: 'Download CA',
  readyIn: (ms: number) => `Ready in ${formatDuration(ms)}`,
  ready: 'Ready',
  notReady: (because: string) => `Not ready to copy yet: ${because}`,
  endpoint: 'Endpoint',
  endpoints: { pooled: 'Pooled', direct: 'Direct' },
  address: 'Address',
  addresses: { name: 'By name', host: 'By port', hosts: 'Every host' },
  role: 'Role',
  mainRole: (login: string) => `${login} (owner)`,
  database: 'Database',
  caFile: 'File of the CA on your machine',
  about: {
    pooled:
      'Many clients share few server connections, each for one transaction. What a session keeps, such as SET, LISTEN or a temporary table, needs the direct endpoint; so does a query, value or row of more than 64 MiB (32 MiB on a micro database).',
    direct:
      'One server connection for each client, for everything a session can keep. Read-only endpoints are not offered yet.',
  },
  directOnly: {
    replication: 'A role that reads change streams does not pass the pooler: it is always direct.',
    certificate:
      'A role that needs a client certificate does not pass the pooler. The string expects client.crt and client.key (client.pk8 for JDBC) in the folder where you use it; issue them on the access page.',
  },
  caUnset:
    'The string names the CA file on the installation’s own machine. Anywhere else, download the CA and say above where you keep it.',
  /** Where each driver wants the certificate of the CA. */
  caPlaces: {
    psql: 'psql reads the CA’s file named by sslrootcert.',
    url: 'libpq and drivers made on it read the CA’s file named by sslrootcert.',
    env: 'Whether sslrootcert is read is for the driver behind DATABASE_URL to say; those of this list do.',
    node: 'node-postgres reads the file named by sslrootcert when the client is made.',
    python: 'psycopg is made on libpq: it reads the file named by sslrootcert.',
    jdbc: 'pgJDBC reads the PEM file named by sslrootcert; no Java key store is needed.',
    go: 'pgx reads the PEM file named by sslrootcert.',
    prisma:
      'Prisma 7 connects through @prisma/adapter-pg, which reads sslrootcert. DATABASE_URL is for the adapter, DIRECT_URL for migrations; Prisma’s own engine for these takes the CA as sslcert with sslaccept=strict.',
  },
  refusal: (moment: string, address: string, because: string) =>
    `Last refused connection, ${moment} from ${address}: ${because}`,
  roleNotReady: (role: string, because: string) => `the role ${role} is not ready: ${because}`,
  noGrant: (role: string) => `the role ${role} has no grant in any logical database`,
  facts: { host: 'Host', port: 'Port', byName: 'By name', database: 'Database', role: 'Login', tls: 'TLS' },
  tls: 'verify-full, always',
}
