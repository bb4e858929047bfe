import { z } from 'zod'

/** A running installation to measure; without both, a benchmark starts a throw-away one. */
const BenchEnvironment = z.object({
  HOLDFAST_URL: z.url().optional(),
  HOLDFAST_TOKEN: z.string().min(1).optional(),
  /** How often a benchmark repeats what it measures. */
  HOLDFAST_BENCH_N: z.coerce.number().int().min(1).optional(),
  /** The browser that benchmarks of the console use. */
  CHROMIUM: z.string().default('/usr/bin/chromium'),
})

export type BenchConfig = {
  installation: { url: string; token: string } | undefined
  repeat: number | undefined
  chromium: string
}

export function readConfig(): BenchConfig {
  const {
    HOLDFAST_URL: url,
    HOLDFAST_TOKEN: token,
    HOLDFAST_BENCH_N: repeat,
    CHROMIUM: chromium,
  } = BenchEnvironment.parse(process.env)
  return { installation: url && token ? { url, token } : undefined, repeat, chromium }
}
