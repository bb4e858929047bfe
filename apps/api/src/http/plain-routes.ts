/** Routes that do not speak JSON documents of the contract; OpenAPI lists them beside it. */
export interface PlainRoute {
  readonly path: string
  readonly summary: string
  readonly tag: string
  readonly replyType: string
  readonly access: 'public' | 'signed-in'
  readonly statuses: readonly number[]
  readonly parameters?: readonly {
    readonly name: string
    readonly in: 'query' | 'header'
    readonly description: string
  }[]
}

export const plainRoutes = {
  events: {
    path: '/v1/events',
    summary: 'Live events of the organization (server-sent events); Last-Event-ID resumes after that number',
    tag: 'Events',
    replyType: 'text/event-stream',
    access: 'signed-in',
    statuses: [200],
    parameters: [
      { name: 'Last-Event-ID', in: 'header', description: 'Number of the last event seen; left out: from now on' },
      {
        name: 'scope',
        in: 'query',
        description: '`organization` (default), or `installation` for hosts, which needs the permission host:read',
      },
    ],
  },
  ca: {
    path: '/v1/ca.pem',
    summary: 'Certificate of the platform CA, the sslrootcert of every connection string',
    tag: 'Installation',
    replyType: 'application/x-pem-file',
    access: 'public',
    statuses: [200],
  },
  health: {
    path: '/healthz',
    summary: 'Whether this process answers',
    tag: 'Installation',
    replyType: 'application/json',
    access: 'public',
    statuses: [200],
  },
  readiness: {
    path: '/readyz',
    summary: 'Whether this process can do its work: store, migrations, runner, sequencer; else `because` says why not',
    tag: 'Installation',
    replyType: 'application/json',
    access: 'public',
    statuses: [200, 503],
  },
  metrics: {
    path: '/metrics',
    summary: 'Metrics in the Prometheus text format, for loopback and for operators',
    tag: 'Installation',
    replyType: 'text/plain',
    access: 'public',
    statuses: [200],
  },
} as const satisfies Record<string, PlainRoute>
