import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export interface Metrics {
  observeRequest(request: { method: string; route: string; status: number }, seconds: number): void
  /** The Prometheus text format. */
  text(): Promise<string>
}

/** Counts of unfinished and finished operations, asked when the metrics are read. */
export type CountOperations = () => Promise<readonly { kind: string; state: string; count: number }[]>

export function openMetrics(countOperations: CountOperations): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'holdfast_api_' })
  const requests = new Histogram({
    name: 'holdfast_http_request_duration_seconds',
    help: 'Duration of HTTP requests',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  })
  new Gauge({
    name: 'holdfast_operations',
    help: 'Operations by kind and state',
    labelNames: ['kind', 'state'],
    registers: [registry],
    async collect() {
      this.reset()
      for (const { kind, state, count } of await countOperations()) this.set({ kind, state }, count)
    },
  })
  return {
    observeRequest: ({ method, route, status }, seconds) =>
      requests.observe({ method, route, status: String(status) }, seconds),
    text: () => registry.metrics(),
  }
}
