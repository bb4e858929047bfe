import type { ConditionCode } from '@holdfast/shared/state/conditions'
import { describe, expect, it } from 'vitest'
import type { DatabaseRecord } from './database-record.ts'
import { hopeless, isSettled, type Sight, whyNotSettled } from './sight.ts'

const createdAt = new Date('2030-01-01T00:00:00Z')
const after = (seconds: number) => new Date(createdAt.getTime() + seconds * 1000)

const aSight = (change: Partial<Sight> = {}): Sight => ({
  database: { createdAt } as DatabaseRecord,
  hostName: 'kelp-01',
  isSilent: false,
  isLost: false,
  hasRead: true,
  drift: [],
  trouble: [],
  access: null,
  ...change,
})
const trouble = (code: ConditionCode) => [{ code, subject: 'in_x', because: `there is ${code}` }]
const drift = [{ subject: 'in_x', because: 'it has no container yet' }]

describe('a create', () => {
  it.each([
    ['not at once while its image is fetched', 'image-missing', 20, false],
    ['when its image does not come', 'image-missing', 21, true],
    ['at once when its release is not signed', 'release-not-signed', 1, true],
    ['at once when the disk is full', 'disk-full', 1, true],
    ['not at once when its container fails', 'container-failed', 20, false],
    ['not for what the control plane itself did not give', 'secret-missing', 60, false],
    ['when its container goes on failing', 'container-failed', 21, true],
  ] as const)('is given up %s', (_, code, seconds, isOver) => {
    const because = hopeless(aSight({ trouble: trouble(code), drift }), after(seconds))
    expect(because).toBe(isOver ? `there is ${code}` : undefined)
  })

  it('is not given up for trouble of a page from before the wish', () => {
    expect(hopeless(aSight({ hasRead: false, trouble: trouble('image-missing') }), after(60))).toBeUndefined()
  })
})

describe('a wish', () => {
  it('is settled when it was read and nothing differs', () => {
    expect(isSettled(aSight())).toBe(true)
    expect(isSettled(aSight({ hasRead: false }))).toBe(false)
    expect(isSettled(aSight({ drift }))).toBe(false)
  })

  it('says what it waits for: the host, the reading, the trouble, the difference', () => {
    expect(whyNotSettled(aSight({ hasRead: false, drift }))).toBe('kelp-01 has not read the change yet')
    expect(whyNotSettled(aSight({ hasRead: false, drift, isSilent: true }))).toBe(
      'kelp-01 is silent; it goes on when it is heard again',
    )
    expect(whyNotSettled(aSight({ drift, trouble: trouble('network-failed') }))).toBe('there is network-failed')
    expect(whyNotSettled(aSight({ drift }))).toBe('it has no container yet')
  })
})
