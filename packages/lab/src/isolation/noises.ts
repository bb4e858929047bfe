import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { runInside } from './run-inside.ts'

export interface NoisyTenant {
  readonly url: string
  /** Its container's id. */
  readonly container: string
}

/** One round of somebody who takes what there is. It ends when `stop` says so, or when the engine has had enough. */
interface Noise {
  readonly name: 'cpu' | 'memory' | 'processes' | 'connections' | 'temporary-files'
  /** Rounds that go on beside each other. */
  readonly rounds: number
  readonly round: (tenant: NoisyTenant, stop: AbortSignal) => Promise<void>
}

/** The engine may cut, refuse or run out: being loud is all that matters. */
async function shout(url: string, sql: string, stop: AbortSignal): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  const hangUp = () => void client.end().catch(() => undefined)
  try {
    await client.connect()
    stop.addEventListener('abort', hangUp, { once: true })
    if (!stop.aborted) await client.query(sql)
  } finally {
    stop.removeEventListener('abort', hangUp)
    await client.end().catch(() => undefined)
  }
}

/** Perl, since a shell that may not fork waits and tries again. It keeps what it got for three seconds, and says how many. */
const forks = `my @all;
while (@all < 3000) { my $one = fork; last unless defined $one; unless ($one) { sleep 60; exit } push @all, $one }
sleep 3; kill 9, @all; print scalar @all`

/** How many processes the code of a tenant's container could begin; 3,000 where nothing limits it. */
export async function forkToTheLimit(container: string): Promise<number> {
  const { said } = await runInside(container, `exec perl -e '${forks}'`)
  return Number(said)
}

const saying = (name: Noise['name'], rounds: number, sql: string): Noise => ({
  name,
  rounds,
  round: ({ url }, stop) => shout(url, `set statement_timeout = '10s'; ${sql}`, stop),
})

/** By a tenant's own login; only the processes are begun by code inside its container, as if it had got that far. */
export const noises: readonly Noise[] = [
  saying('cpu', 8, 'do $$begin loop perform sqrt(2); end loop; end$$'),
  saying('memory', 4, "select length(string_agg(repeat('x', 1000000), '')) from generate_series(1, 900)"),
  saying('connections', 16, 'select 1'),
  saying(
    'temporary-files',
    4,
    'declare loud cursor with hold for select repeat(md5(n::text), 240) from generate_series(1, 30000) n',
  ),
  {
    name: 'processes',
    rounds: 1,
    round: async ({ container }) => {
      await forkToTheLimit(container)
    },
  },
]

/** Makes the noise until it is told to end; then it is quiet again. */
export function makeNoise({ rounds, round }: Noise, tenant: NoisyTenant): { readonly end: () => Promise<void> } {
  const stop = new AbortController()
  const goOn = async () => {
    while (!stop.signal.aborted)
      await round(tenant, stop.signal).catch(() => sleep(20, undefined, { signal: stop.signal }).catch(() => undefined))
  }
  const making = Promise.all(Array.from({ length: rounds }, goOn))
  return {
    end: async () => {
      stop.abort()
      await making
    },
  }
}
