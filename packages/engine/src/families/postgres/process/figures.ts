import type { Figure, InstanceSeries } from '@holdfast/shared/metrics/series'
import type { Session } from './session.ts'

/**
 * Every figure in one statement, of the engine's own counters alone: nothing of a tenant is touched, and the platform's own sessions and
 * database do not count. Each row is a name, what it is counted by, and a value.
 */
const statement = `WITH activity AS MATERIALIZED (
  SELECT a.state, a.wait_event_type, a.xact_start, a.backend_type,
    a.backend_type = 'client backend' AND r.oid <> 10 AND r.rolname <> 'hf_keeper' AS is_client
  FROM pg_stat_get_activity(NULL) a LEFT JOIN pg_authid r ON r.oid = a.usesysid
), clients AS MATERIALIZED (
  SELECT CASE WHEN state = 'active' THEN 'active' WHEN state = 'idle' THEN 'idle'
    WHEN state LIKE 'idle in transaction%' THEN 'idle-in-transaction' ELSE 'other' END AS state,
    CASE WHEN state <> 'active' OR wait_event_type IS NULL OR wait_event_type = 'Client' THEN NULL
      WHEN wait_event_type = 'Lock' THEN 'lock' WHEN wait_event_type = 'IO' THEN 'disk'
      WHEN wait_event_type LIKE 'LWLock' THEN 'engine' ELSE 'other' END AS waits,
    extract(epoch FROM clock_timestamp() - xact_start) AS seconds
  FROM activity WHERE is_client
), here AS MATERIALIZED (
  SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn() ELSE pg_current_wal_insert_lsn() END AS lsn
), tenants AS MATERIALIZED (
  SELECT sum(xact_commit) AS committed, sum(xact_rollback) AS rolled_back, sum(active_time) / 1000 AS active,
    sum(sessions) AS sessions, sum(sessions_abandoned + sessions_fatal + sessions_killed) AS broken,
    sum(deadlocks) AS deadlocks, sum(blks_hit) AS hit, sum(blks_read) AS read, sum(tup_returned) AS rows_read,
    sum(tup_inserted + tup_updated + tup_deleted) AS rows_written, sum(temp_bytes) AS temporary
  FROM pg_stat_database WHERE datname IS DISTINCT FROM 'holdfast'
), io AS MATERIALIZED (
  SELECT sum(reads * op_bytes) AS read, sum((coalesce(writes, 0) + coalesce(extends, 0)) * op_bytes) AS written FROM pg_stat_io
), checkpoints AS MATERIALIZED (SELECT * FROM pg_stat_checkpointer)
SELECT name, by, value::float8 AS value FROM (
  SELECT 'connections' AS name, s AS by, count(c.state)::numeric AS value
    FROM unnest('{active,idle,idle-in-transaction,other}'::text[]) s LEFT JOIN clients c ON c.state = s GROUP BY s
  UNION ALL SELECT 'waiting_sessions', w, count(c.waits)
    FROM unnest('{lock,disk,engine,other}'::text[]) w LEFT JOIN clients c ON c.waits = w GROUP BY w
  UNION ALL SELECT 'longest_transaction_seconds', NULL, greatest(coalesce(max(seconds), 0), 0) FROM clients
  UNION ALL SELECT 'vacuum_workers', NULL, count(*) FROM activity WHERE backend_type = 'autovacuum worker'
  UNION ALL SELECT 'locks_held', NULL, count(*) FILTER (WHERE granted) FROM pg_locks
  UNION ALL SELECT 'locks_waiting', NULL, count(*) FILTER (WHERE NOT granted) FROM pg_locks
  UNION ALL SELECT 'transactions_committed', NULL, committed FROM tenants
  UNION ALL SELECT 'transactions_rolled_back', NULL, rolled_back FROM tenants
  UNION ALL SELECT 'active_seconds', NULL, active::numeric FROM tenants
  UNION ALL SELECT 'sessions', NULL, sessions FROM tenants
  UNION ALL SELECT 'sessions_broken', NULL, broken FROM tenants
  UNION ALL SELECT 'deadlocks', NULL, deadlocks FROM tenants
  UNION ALL SELECT 'blocks_hit', NULL, hit FROM tenants
  UNION ALL SELECT 'blocks_read', NULL, read FROM tenants
  UNION ALL SELECT 'rows_read', NULL, rows_read FROM tenants
  UNION ALL SELECT 'rows_written', NULL, rows_written FROM tenants
  UNION ALL SELECT 'temporary_bytes', NULL, temporary FROM tenants
  UNION ALL SELECT 'engine_read_bytes', NULL, read FROM io
  UNION ALL SELECT 'engine_written_bytes', NULL, written FROM io
  UNION ALL SELECT 'wal_bytes', NULL, wal_bytes FROM pg_stat_wal
  UNION ALL SELECT 'checkpoints', 'timed', num_timed FROM checkpoints
  UNION ALL SELECT 'checkpoints', 'requested', num_requested FROM checkpoints
  UNION ALL SELECT 'checkpoint_seconds', NULL, ((write_time + sync_time) / 1000)::numeric FROM checkpoints
  UNION ALL SELECT 'xid_age', NULL, max(age(datfrozenxid)) FROM pg_database
  UNION ALL SELECT 'senders', NULL, count(*) FROM pg_stat_get_wal_senders()
  UNION ALL SELECT 'sender_lag_bytes', NULL, max(greatest(pg_wal_lsn_diff(here.lsn, s.flush_lsn), 0))
    FROM pg_stat_get_wal_senders() s, here
  UNION ALL SELECT 'wal_kept_bytes', NULL, coalesce(max(greatest(pg_wal_lsn_diff(here.lsn, s.restart_lsn), 0)), 0)
    FROM pg_replication_slots s, here
) figures WHERE value IS NOT NULL`

interface Row {
  readonly name: InstanceSeries
  readonly by: string | null
  readonly value: number
}

export async function readFigures(session: Session): Promise<Figure<InstanceSeries>[]> {
  const { rows } = await session.query<Row>({ name: 'figures', text: statement })
  return rows.map(({ name, by, value }) => ({ name, ...(by === null ? {} : { by }), value }))
}
