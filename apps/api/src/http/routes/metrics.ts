import { metricRoutes } from '@holdfast/shared/contract/metric-routes'
import type { MetricHistory } from '../../metrics/metric-history.ts'
import { mount } from '../mount.ts'
import type { ServerDesk } from '../server-desk.ts'

export function mountMetrics(server: ServerDesk, history: MetricHistory): void {
  mount(server, metricRoutes.catalogue, async () => ({ items: history.catalogue(), nextCursor: null }))
  mount(server, metricRoutes.ofDatabase, ({ database, caller, params, query }) =>
    history.ofDatabase(database.read, caller, { ...params, ...query }),
  )
  mount(server, metricRoutes.ofHost, ({ database, params, query }) =>
    history.ofHost(database.read, { ...params, ...query }),
  )
}
