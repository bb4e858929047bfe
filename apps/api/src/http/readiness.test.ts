import { expect, it } from 'vitest'
import { readinessOf, type Seen } from './readiness.ts'

const well: Seen = {
  store: { newestMigration: '2_guards' },
  newestKnown: '2_guards',
  runnerIdleMs: 1_900,
  sequencerIdleMs: 400,
}

it('is ready when the store has the newest migration and runner and sequencer turn', () => {
  expect(readinessOf(well)).toEqual({ store: true, migrations: true, runner: true, sequencer: true, because: [] })
})

it.each([
  ['store', { store: undefined }, { store: false, migrations: false }, /store does not answer/],
  [
    'older store',
    { store: { newestMigration: '1_tables' } },
    { migrations: false },
    /at migration 1_tables, .* 2_guards/,
  ],
  ['newer store', { store: { newestMigration: '3_more' } }, { migrations: false }, /at migration 3_more/],
  ['empty store', { store: { newestMigration: undefined } }, { migrations: false }, /at migration none/],
  ['runner', { runnerIdleMs: 12_300 }, { runner: false }, /runner has not turned for 12 s/],
  ['new runner', { runnerIdleMs: Number.POSITIVE_INFINITY }, { runner: false }, /runner has not turned yet/],
  ['sequencer', { sequencerIdleMs: 60_000 }, { sequencer: false }, /sequencer has not turned for 60 s/],
])('names the part that is not: %s', (_, change, parts, because) => {
  const readiness = readinessOf({ ...well, ...change })
  expect(readiness).toMatchObject(parts)
  expect(readiness.because).toEqual([expect.stringMatching(because)])
})
