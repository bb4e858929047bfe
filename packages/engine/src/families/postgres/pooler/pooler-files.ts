import { MiB } from '@holdfast/shared/units'
import type { PoolerFilesInput } from '../../../engine-family.ts'
import { pooledClientLimit, poolSize } from './pool-size.ts'

/** The role that looks verifiers up; its only right is that one function in the platform's own database. */
export const poolerLogin = 'hf_pooler'
export const adminLogin = 'hf_admin'
export const poolerPort = 6432
/** In the control folder, there while PgBouncer runs. */
export const administrationSocket = `.s.PGSQL.${poolerPort}`
/**
 * The longest query, set of parameters or row that passes the pooler; the direct endpoint takes more. PgBouncer holds a named
 * statement four times while it takes it in, and the engine a long literal some ten times: out of memory, either would end the
 * sessions of everybody else.
 */
export const longestMessageBytes = 64 * MiB
const longestMessage = (memoryBytes: number): number => Math.min(longestMessageBytes, Math.floor(memoryBytes / 16))
/** Connections beyond the tenant's clients: the gateway's looks at it and the agent's own orders. */
const ownClients = 20

const configuration = ({ instanceHost, instancePort, connectionLimit, memoryBytes }: PoolerFilesInput): string => {
  const { usual, reserve } = poolSize(connectionLimit)
  return `[databases]
* = host=${instanceHost} port=${instancePort} auth_user=${poolerLogin} auth_dbname=holdfast

[pgbouncer]
listen_addr =
unix_socket_dir =
admin_users = ${adminLogin}
logfile =
pidfile =
log_connections = 0
log_disconnections = 0
log_stats = 0

auth_type = hba
auth_hba_file = /conf/hba.conf
auth_file = /conf/users.txt
auth_query = SELECT usename, passwd FROM pooler.secret($1)

pool_mode = transaction
max_prepared_statements = 200
default_pool_size = ${usual}
reserve_pool_size = ${reserve}
reserve_pool_timeout = 3
max_db_connections = ${usual + reserve}
max_client_conn = ${pooledClientLimit(connectionLimit) + ownClients}
server_idle_timeout = 60
query_wait_timeout = 12
max_packet_size = ${longestMessage(memoryBytes)}
server_login_retry = 0.1
server_connect_timeout = 2
dns_max_ttl = 1
dns_nxdomain_ttl = 1
ignore_startup_parameters = extra_float_digits,options

client_tls_sslmode = require
client_tls_protocols = secure
client_tls_cert_file = /conf/server.crt
client_tls_key_file = /conf/server.key
server_tls_sslmode = verify-full
server_tls_protocols = secure
server_tls_ca_file = /conf/ca.crt
`
}

/** The first matching line decides. Platform roles and the platform's own databases are nobody's through the pooler. */
const accessRules = [
  `local pgbouncer ${adminLogin} trust`,
  'local all all reject',
  'host pgbouncer all all reject',
  ...[adminLogin, poolerLogin, 'postgres'].map((name) => `host all ${name} all reject`),
  ...['holdfast', 'template0', 'template1'].map((name) => `host ${name} all all reject`),
  'hostssl all all all scram-sha-256',
  '',
].join('\n')

/** Everything the pooler reads but certificate and CA, by file name. One of them holds its password. */
export const poolerFiles = (input: PoolerFilesInput): Readonly<Record<string, string>> => ({
  'pgbouncer.ini': configuration(input),
  'hba.conf': accessRules,
  // The administrator must stand here even where it is trusted.
  'users.txt': `"${poolerLogin}" "${input.password}"\n"${adminLogin}" ""\n`,
})
