import { AuditAction } from '@holdfast/shared/contract/audit-actions'
import { describe, expect, it } from 'vitest'
import { auditActions } from './actions.ts'
import { localOf, momentOf, momentsOf, writtenOf } from './range.ts'
import { actionWords } from './text.ts'

const now = Date.parse('2026-11-21T12:00:00Z')

describe('a moment of the address', () => {
  it('is relative to now', () => {
    expect(momentOf('-1h', now)).toBe('2026-11-21T11:00:00.000Z')
    expect(momentOf('-7d', now)).toBe('2026-11-14T12:00:00.000Z')
  })
  it('or a moment of its own', () => expect(momentOf('2026-11-01T00:00:00Z', now)).toBe('2026-11-01T00:00:00.000Z'))
  it.each([undefined, '', 'yesterday', '-1y', '--1h'])('%s is none', (written) =>
    expect(momentsOf(written === undefined ? {} : { from: written, to: written }, now)).toEqual({}),
  )
  it('survives the field for date and time, to the minute', () => {
    const moment = '2026-11-21T14:37:00.000Z'
    expect(writtenOf(localOf(moment))).toBe(moment)
    expect([localOf('nonsense'), localOf(undefined), writtenOf('')]).toEqual(['', '', undefined])
  })
})

describe('the actions that can be chosen', () => {
  it('are those of the contract (node apps/console/build/write-paths.ts writes them)', () =>
    expect(auditActions).toEqual(AuditAction.options))
  it('are read as words', () => {
    expect(actionWords('webhook.delivery-sent-again')).toBe('Webhook delivery sent again')
    expect(actionWords('token.created')).toBe('Token created')
  })
})
