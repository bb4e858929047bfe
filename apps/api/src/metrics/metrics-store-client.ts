import { Problem } from '@holdfast/shared/problems/problem'
import { z } from 'zod'
import type { Secret } from '../platform/secret.ts'
import type { TimeGrid } from './time-grid.ts'

export interface MetricsPlace {
  readonly url: URL
  readonly login: string
  readonly password: Secret | undefined
}

export interface StoredSeries {
  readonly labels: Readonly<Record<string, string>>
  readonly points: readonly (readonly [number, string])[]
}

/** The metrics store, in its own words. Everything throws `metrics-unavailable` while it cannot answer. */
export interface MetricsStoreClient {
  /** Hands a block of a host on as it came. The host's name is put on every series, whatever the block says. */
  write(hostId: string, block: Uint8Array): Promise<void>
  range(expression: string, grid: TimeGrid): Promise<StoredSeries[]>
  /** Resolves when it answers questions. */
  check(): Promise<void>
}

const limitMs = 8_000
const longestAnswer = 32 * 1024 * 1024

const RangeAnswer = z.object({
  data: z.object({
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        values: z.array(z.tuple([z.number(), z.string()])),
      }),
    ),
  }),
})

export function openMetricsStoreClient(place: MetricsPlace | undefined): MetricsStoreClient {
  const ask = (path: string, search: Readonly<Record<string, string>>, block?: Uint8Array): Promise<string> => {
    if (!place) throw unavailable('This installation has no metrics store')
    const url = new URL(path, place.url)
    for (const [name, value] of Object.entries(search)) url.searchParams.set(name, value)
    return answerOf(place, url, block)
  }
  return {
    async write(hostId, block) {
      await ask('/api/v1/write', { extra_label: `host=${hostId}` }, block)
    },
    async range(expression, { from, to, step }) {
      // Figures that were kept while the store was away come late: nothing that it remembers of older answers is good then.
      const search = { query: expression, start: `${from}`, end: `${to}`, step: `${step}s`, nocache: '1' }
      const text = await ask('/api/v1/query_range', search)
      const { data } = RangeAnswer.parse(JSON.parse(text))
      return data.result.map(({ metric, values }) => ({ labels: metric, points: values }))
    },
    async check() {
      await ask('/api/v1/query', { query: '1' })
    },
  }
}

async function answerOf({ login, password }: MetricsPlace, url: URL, block?: Uint8Array): Promise<string> {
  const signal = AbortSignal.timeout(limitMs)
  const authorization = `Basic ${Buffer.from(`${login}:${password?.reveal() ?? ''}`).toString('base64')}`
  const write = { 'content-type': 'application/x-protobuf', 'content-encoding': 'zstd' }
  const response = await fetch(url, {
    method: block ? 'POST' : 'GET',
    headers: { ...(password ? { authorization } : {}), ...(block ? write : {}) },
    ...(block ? { body: Buffer.from(block) } : {}),
    redirect: 'error',
    signal,
  }).catch((error: unknown) => {
    throw unavailable(`The metrics store does not answer (${inWords(error)})`)
  })
  const text = await readBounded(response)
  if (response.ok) return text
  if (block && ofTheBlock.has(response.status)) throw new BlockRefused(text.slice(0, 300))
  throw unavailable(`The metrics store answered ${response.status}: ${text.slice(0, 200)}`)
}

/** Answers that are about the block; any other (a password that is not known yet, too many at a time) is about the store. */
const ofTheBlock: ReadonlySet<number> = new Set([400, 413, 422])

/** The store cannot read this block and never will. */
export class BlockRefused extends Error {}

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of response.body ?? []) {
      length += chunk.length
      if (length > longestAnswer) throw new Error('its answer is too long')
      chunks.push(chunk)
    }
  } catch (error) {
    throw unavailable(`The metrics store did not answer to the end (${inWords(error)})`)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const unavailable = (because: string): Problem => new Problem('metrics-unavailable', { because })

function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.message
}
