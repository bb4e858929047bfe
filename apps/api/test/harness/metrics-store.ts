import { afterAll } from 'vitest'
import { metricsPort, metricsStoreArguments } from '../../../../docker/platform/metrics.ts'
import { type MetricsPlace, openMetricsStoreClient } from '../../src/metrics/metrics-store-client.ts'
import { Secret } from '../../src/platform/secret.ts'
import { docker, eventually, findImage, freePort, startContainer } from './containers.ts'

export interface RunningMetricsStore {
  readonly place: MetricsPlace
  /** From now on nobody answers there; what was kept stays. */
  stop(): Promise<void>
  start(): Promise<void>
  close(): Promise<void>
}

/** A real VictoriaMetrics with the platform's own arguments. */
export async function startMetricsStore(): Promise<RunningMetricsStore> {
  const port = await freePort()
  const password = 'a password of tests'
  const command = `mkdir -p /tmp/kept && printf %s '${password}' >/tmp/password && exec victoria-metrics ${metricsStoreArguments(
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
    stop: async () => void (await docker('pause', name)),
    async start() {
      await docker('unpause', name)
      await answers()
    },
    close: async () => void (await docker('rm', '-f', name)),
  }
}

/** The same for the tests of one file: started when its place is first asked for. Call it at the top of the file. */
export function useMetricsStore(): () => Promise<MetricsPlace> {
  let store: RunningMetricsStore | undefined
  afterAll(() => store?.close())
  return async () => {
    store ??= await startMetricsStore()
    return store.place
  }
}
