import { metricCatalogue } from '@holdfast/shared/metrics/catalogue'
import { describe, expect, it } from 'vitest'
import { expressionFor } from './expression.ts'

const scope = { databaseId: 'db_1', hostIds: ['ho_1', 'ho_2'] }

describe('the question for a metric', () => {
  it('always names the database and the hosts that may speak of it, for every part of it', () => {
    for (const metric of Object.values(metricCatalogue)) {
      const expression = expressionFor(metric, metric.of === 'database' ? scope : { hostIds: ['ho_1'] }, 10)
      const selectors = expression.match(/\{[^}]*\}/g) ?? []
      const wanted = metric.of === 'database' ? '{database="db_1",host=~"ho_1|ho_2"}' : '{database="",host=~"ho_1"}'
      expect(selectors.length).toBe((expression.match(/hf_/g) ?? []).length)
      expect(new Set(selectors)).toEqual(new Set([wanted]))
    }
  })

  it('is about the newest two figures on a fine grid, and about the whole step on a coarse one', () => {
    const { wal } = metricCatalogue
    expect(expressionFor(wal, scope, 1)).toBe('irate(hf_wal_bytes{database="db_1",host=~"ho_1|ho_2"}[20s])')
    expect(expressionFor(wal, scope, 300)).toBe('rate(hf_wal_bytes{database="db_1",host=~"ho_1|ho_2"}[300s])')
  })

  it.each(['', 'db_1"', 'db_1|.*', 'ho_.+', '..'])('is not made of what is no id: %j', (id) => {
    expect(() => expressionFor(metricCatalogue.cpu, { databaseId: id, hostIds: [] }, 1)).toThrow(/no.* id/)
    expect(() => expressionFor(metricCatalogue.cpu, { hostIds: [id] }, 1)).toThrow(/no.* id/)
  })
})
