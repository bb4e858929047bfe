import { expect, it } from 'vitest'
import { poolerFigures } from './pooler-figures.ts'

it('sums what the pooler says of every database but its own, in seconds', () => {
  const stats = [
    {
      database: 'orders',
      total_xact_count: '3',
      total_query_count: '5',
      total_query_time: '2500000',
      total_wait_time: '4',
    },
    { database: 'stock', total_xact_count: '1', total_query_count: '1', total_query_time: '0', total_wait_time: '0' },
    {
      database: 'pgbouncer',
      total_xact_count: '9',
      total_query_count: '9',
      total_query_time: '9',
      total_wait_time: '9',
    },
  ]
  const pools = [
    {
      database: 'orders',
      cl_active: '2',
      cl_waiting: '1',
      sv_active: '1',
      sv_idle: '1',
      sv_used: '1',
      maxwait: '1',
      maxwait_us: '500000',
    },
    {
      database: 'pgbouncer',
      cl_active: '1',
      cl_waiting: '0',
      sv_active: '0',
      sv_idle: '0',
      sv_used: '0',
      maxwait: '0',
      maxwait_us: '0',
    },
  ]
  const figures = poolerFigures.read([stats, pools]).map(({ name, by, value }) => [by ? `${name} ${by}` : name, value])
  expect(Object.fromEntries(figures)).toEqual({
    'pooler_clients active': 2,
    'pooler_clients waiting': 1,
    'pooler_servers active': 1,
    'pooler_servers idle': 2,
    pooler_transactions: 4,
    pooler_queries: 6,
    pooler_query_seconds: 2.5,
    pooler_wait_seconds: 0.000004,
    pooler_oldest_wait_seconds: 1.5,
  })
})
