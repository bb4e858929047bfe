import { z } from 'zod'
import { type MetricName, metricCatalogue, metricGroups, metricUnits } from '../metrics/catalogue.ts'
import { defineRoute } from './define-route.ts'
import { listOf } from './list.ts'

export const MetricView = z.object({
  name: z.string(),
  of: z.enum(['database', 'host']),
  /** Of what kind it is: charts of one group belong together. */
  group: z.enum(metricGroups),
  /** `share` is between 0 and 1, `cpus` are whole processors in use, `seconds` and `bytes` are what they say. */
  unit: z.enum(metricUnits),
  meaning: z.string(),
  /** When it has values at all; null: always, while what it is about runs. */
  only: z.string().nullable(),
})
export type MetricView = z.infer<typeof MetricView>

/** Most metrics in one request, and most points of each line. */
export const mostMetrics = 12
export const mostPoints = 2_000

export const MetricsView = z.object({
  /** Moments of the first and the last value, aligned to the step. */
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  /** Never finer than asked; coarser where so many values would be too many. */
  stepSeconds: z.int().positive(),
  series: z.array(
    z.object({
      name: z.string(),
      /** Tells lines of one metric apart: `instance` or `host`, and for some one more, such as `state`. */
      labels: z.record(z.string(), z.string()),
      /** One for each step from `from` to `to`; null where there is none: a gap is a gap, never zero. */
      values: z.array(z.number().nullable()),
    }),
  ),
})
export type MetricsView = z.infer<typeof MetricsView>

const names = z
  .string()
  .max(800)
  .transform((text) => [...new Set(text.split(',').map((name) => name.trim()))])
  .pipe(
    z
      .array(z.enum(Object.keys(metricCatalogue) as [MetricName]))
      .min(1)
      .max(mostMetrics),
  )

const query = z.object({
  /** Names of the catalogue, with commas between. */
  names,
  /** An hour ago when left out. */
  from: z.iso.datetime().optional(),
  /** Now when left out. A range that ends now, in steps of at most 15 s, counts as a look: for 15 s figures come every second. */
  to: z.iso.datetime().optional(),
  stepSeconds: z.coerce.number().int().min(1).max(604_800).optional(),
})

export const metricRoutes = {
  catalogue: defineRoute({
    method: 'GET',
    path: '/v1/metrics',
    summary: 'Every metric with its unit and meaning',
    tag: 'Metrics',
    access: 'signed-in',
    reply: listOf(MetricView),
  }),
  ofDatabase: defineRoute({
    method: 'GET',
    path: '/v1/databases/:database/metrics',
    summary: 'Metrics of a database over time',
    tag: 'Metrics',
    access: 'database:read',
    params: z.object({ database: z.string().max(80) }),
    query,
    reply: MetricsView,
    problems: ['not-found', 'metrics-unavailable'],
  }),
  ofHost: defineRoute({
    method: 'GET',
    path: '/v1/hosts/:host/metrics',
    summary: 'Metrics of a host over time',
    tag: 'Metrics',
    access: 'platform:operate',
    params: z.object({ host: z.string().max(253) }),
    query,
    reply: MetricsView,
    problems: ['not-found', 'metrics-unavailable'],
  }),
} as const
