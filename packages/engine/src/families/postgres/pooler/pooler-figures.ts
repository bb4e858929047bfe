import type { Figure, PoolerSeries } from '@holdfast/shared/metrics/series'
import type { PoolerDescriptor, PoolerRow } from '../../../engine-family.ts'

/** The pooler's own database, where it is administered, is none of the tenant's. */
const ownDatabase = 'pgbouncer'

/** PgBouncer's times are in microseconds. */
const microseconds = 1e-6

function read([stats = [], pools = []]: readonly (readonly PoolerRow[])[]): Figure<PoolerSeries>[] {
  const sum = (rows: readonly PoolerRow[], column: string) =>
    rows.filter(({ database }) => database !== ownDatabase).reduce((total, row) => total + Number(row[column] ?? 0), 0)
  const oldest = pools.map(({ maxwait, maxwait_us: rest }) => Number(maxwait ?? 0) + Number(rest ?? 0) * microseconds)
  return [
    { name: 'pooler_clients', by: 'active', value: sum(pools, 'cl_active') },
    { name: 'pooler_clients', by: 'waiting', value: sum(pools, 'cl_waiting') },
    { name: 'pooler_servers', by: 'active', value: sum(pools, 'sv_active') },
    { name: 'pooler_servers', by: 'idle', value: sum(pools, 'sv_idle') + sum(pools, 'sv_used') },
    { name: 'pooler_transactions', value: sum(stats, 'total_xact_count') },
    { name: 'pooler_queries', value: sum(stats, 'total_query_count') },
    { name: 'pooler_query_seconds', value: sum(stats, 'total_query_time') * microseconds },
    { name: 'pooler_wait_seconds', value: sum(stats, 'total_wait_time') * microseconds },
    { name: 'pooler_oldest_wait_seconds', value: Math.max(0, ...oldest) },
  ]
}

export const poolerFigures: PoolerDescriptor['figures'] = { questions: ['SHOW STATS', 'SHOW POOLS'], read }
