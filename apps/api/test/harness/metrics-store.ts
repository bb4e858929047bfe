import { afterAll } from 'vitest'
import { metricsPort, metricsStoreArguments } from '../../../../docker/platform/metrics.ts'
import { type MetricsPlace, openMetricsStoreClient } from '../../src/metrics/metrics-store-client.ts'
import { Secret } from '../../src/platform/secret.ts'
import { docker, eventually, findImage, freePort, startContainer } from './containers.ts'

interface RunningMetricsStore {
  readonly place: MetricsPlace
  /** From now on it takes questions and answers none. */
  pause(): Promise<void>
  resume(): Promise<void>
  close(): Promise<void>
}

/** A real VictoriaMetrics with the platform's own arguments. */
async function startMetricsStore(): Promise<RunningMetricsStore> {
  const port = await freePort()
  const password = 'a password of tests'
  const command = `mkdir -p /tmp/kept && printf %s '${password}' >/tmp/password && exec timeout 1800 victoria-metrics ${metricsStoreArguments(
    '30d',
  )
    .map((it) => it.replace('/kept', '/tmp/kept').replace('/conf/password', '/tmp/password'))
    .join(' ')}`
  const name = await startContainer({
    part: 'metrics',
    image: await findImage('victoria-metrics'),
    port,
    innerPort: metricsPort,
    options: ['--memory', '384m', '--read-only', '--tmpfs', '/tmp:size=2g,mode=1777'],
    command,
  })
  const place = { url: new URL(`http://127.0.0.1:${port}`), login: 'holdfast', password: new Secret(password) }
  const answers = () => eventually(() => openMetricsStoreClient(place).check())
  await answers()
  return {
    place,
    pause: async () => void (await docker('pause', name)),
    async resume() {
      await docker('unpause', name)
      await answers()
    },
    close: async () => void (await docker('rm', '-f', name)),
  }
}

export interface MetricsStoreUnderTest {
  readonly place: () => Promise<MetricsPlace>
  readonly pause: () => Promise<void>
  readonly resume: () => Promise<void>
}

/** The same for the tests of one file, started when its place is first asked for. Call it at the top of the file. */
export function useMetricsStore(): MetricsStoreUnderTest {
  let store: Promise<RunningMetricsStore> | undefined
  const get = () => {
    store ??= startMetricsStore()
    return store
  }
  afterAll(async () => (await store)?.close())
  return {
    place: async () => (await get()).place,
    pause: async () => (await get()).pause(),
    resume: async () => (await get()).resume(),
  }
}
