import { MiB } from '@holdfast/shared/units'
import { describe, expect, it } from 'vitest'
import { judgeHealth, type Signs } from './judge-health.ts'

const calm: Signs = {
  disk: { totalBytes: 1000 * MiB, freeBytes: 500 * MiB, isShared: false, rung: 'roomy' },
  isStopping: false,
  isPrepared: true,
  probe: { answer: 'running', connections: 3, version: '17.5' },
  silentSeconds: 1,
  exit: null,
  restartInSeconds: 0,
  refusal: null,
}
const silent = { answer: 'silent', because: 'the engine does not answer: timeout' } as const
const exit = { code: null, signal: 'SIGKILL', lastWords: '' }

const cases: [string, Partial<Signs>, string, RegExp][] = [
  ['all is well', {}, 'running', /answers queries/],
  ['nothing was started yet', { probe: null, isPrepared: false }, 'starting', /being prepared/],
  ['it answers but has no roles yet', { isPrepared: false }, 'starting', /roles and settings/],
  ['the log is read again', { probe: { answer: 'recovering', because: 'reads its log' } }, 'recovering', /log/],
  [
    'the log is read for an hour',
    { probe: { answer: 'recovering', because: 'reads its log' }, silentSeconds: 3600 },
    'recovering',
    /log/,
  ],
  ['one answer is missing', { probe: silent, silentSeconds: 4 }, 'running', /it did until 4 s ago/],
  ['answers stay away', { probe: silent, silentSeconds: 11 }, 'stuck', /does not answer.*for 11 s/],
  ['the first answer stays away', { probe: silent, silentSeconds: 30, isPrepared: false }, 'starting', /not answer/],
  ['it never comes', { probe: silent, silentSeconds: 61, isPrepared: false }, 'stuck', /for 61 s/],
  ['it died', { probe: null, exit, restartInSeconds: 2 }, 'crashed', /ended by SIGKILL; starting again in 2 s/],
  [
    'it died with words',
    { probe: null, exit: { code: 1, signal: null, lastWords: 'bad key' } },
    'crashed',
    /ended with status 1: bad key/,
  ],
  [
    'the volume is full',
    { disk: { totalBytes: 1000 * MiB, freeBytes: 40 * MiB, isShared: false, rung: 'read-only' } },
    'disk-full',
    /96 % of 1000 MiB are in use: transactions begin read-only/,
  ],
  [
    'the volume is nearly full',
    { disk: { totalBytes: 1000 * MiB, freeBytes: 90 * MiB, isShared: false, rung: 'tight' } },
    'running',
    /answers queries/,
  ],
  [
    'it died of a full volume that has room again',
    { probe: null, exit: { code: 1, signal: null, lastWords: 'could not write: No space left on device' } },
    'disk-full',
    /No space left/,
  ],
  ['the page must not be obeyed', { refusal: 'epoch 1 is older', probe: null }, 'crashed', /epoch 1 is older/],
  ['it was told to stop', { isStopping: true, probe: null, exit }, 'stopped', /told to stop/],
]

describe('judgeHealth', () => {
  it.each(cases)('when %s', (_, signs, health, because) => {
    const judgement = judgeHealth({ ...calm, ...signs })
    expect(judgement.health).toBe(health)
    expect(judgement.because).toMatch(because)
  })
})
