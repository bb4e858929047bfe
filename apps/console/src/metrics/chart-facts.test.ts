import { type MetricsView, mostMetrics } from '@holdfast/shared/contract/metric-routes'
import { metricCatalogue } from '@holdfast/shared/metrics/catalogue'
import { describe, expect, it } from 'vitest'
import { chartLines, momentsOf } from './chart-lines.ts'
import { chartGroups, metricsOf } from './charts.ts'
import { formatterOf } from './format-figure.ts'
import { placeMarks } from './place-marks.ts'
import { summarize } from './summarize.ts'
import { writeCsv } from './write-csv.ts'

const view = (series: MetricsView['series']): MetricsView => ({
  from: '2026-11-21T12:00:00.000Z',
  to: '2026-11-21T12:00:20.000Z',
  stepSeconds: 10,
  series,
})
const plain = (words: string) => words.replaceAll('\u202f', ' ')

describe('a chart', () => {
  it('has its lines in the order of its plan, named by what tells them apart', () => {
    const lines = chartLines(
      { id: 'connections', metrics: ['connections', 'connection-limit'] },
      view([
        { name: 'connection-limit', labels: { instance: 'in_1' }, values: [90, 90, 90] },
        { name: 'connections', labels: { instance: 'in_1', state: 'idle' }, values: [1, 1, 1] },
        { name: 'connections', labels: { instance: 'in_1', state: 'active' }, values: [5, 1, 1] },
        { name: 'cpu', labels: { instance: 'in_1' }, values: [1, 1, 1] },
      ]),
    )
    expect(lines.map(({ name }) => name)).toEqual(['active', 'idle', 'limit'])
  })

  it('names the instance where there are several', () => {
    const labels = ['in_1', 'in_2'].map((instance) => ({ name: 'cpu', labels: { instance }, values: [1, 1, 1] }))
    expect(chartLines({ id: 'cpu', metrics: ['cpu'] }, view(labels)).map(({ name }) => name)).toEqual(['in_1', 'in_2'])
  })

  it('holds metrics of one unit, and a group no more of them than one request may ask for', () => {
    for (const group of chartGroups) {
      expect(metricsOf(group).length).toBeLessThanOrEqual(mostMetrics)
      for (const { id, metrics } of group.charts) {
        const units = new Set(metrics.map((name) => metricCatalogue[name].unit))
        expect([...units], id).toHaveLength(1)
      }
    }
  })

  it('has one moment for each figure', () => {
    const start = Date.parse('2026-11-21T12:00:00Z') / 1000
    expect(momentsOf(view([]))).toEqual([start, start + 10, start + 20])
  })

  it('is told in words: now, least, most and where it goes', () => {
    expect(summarize([1, 2, null, 8, 9, null], 30)).toEqual({ now: 9, least: 1, most: 9, trend: 'rising' })
    expect(summarize([5, 5, 5], 30)?.trend).toBe('steady')
    expect(summarize([9, 8, 1, 1], 30)?.trend).toBe('falling')
    expect(summarize([null], 30)).toBeNull()
  })

  it.each([
    [30, [7, null, null], 7],
    [30, [7, null, null, null], null],
    [300, [7, null], 7],
    [300, [7, null, null], null],
    [4, [7, ...Array(15).fill(null)], 7],
    [4, [7, ...Array(16).fill(null)], null],
  ])('tells no figure as the present one that is older than a minute: in steps of %d s, %j', (step, values, now) => {
    expect(summarize(values, step)).toMatchObject({ now, least: 7, most: 7 })
  })

  it('carries a mark where something happened, and one for what happened close together', () => {
    const marks = placeMarks(
      [
        { id: 'c', at: 900, words: 'backup' },
        { id: 'a', at: 100, words: 'restart' },
        { id: 'b', at: 110, words: 'rename' },
        { id: 'd', at: 2000, words: 'later' },
      ],
      0,
      1000,
    )
    expect(marks.map(({ share, happenings }) => [share, happenings.map(({ id }) => id)])).toEqual([
      [0.1, ['a', 'b']],
      [0.9, ['c']],
    ])
  })

  it.each([
    ['per-second', 12.34, '12.3 /s'],
    ['bytes', 1_073_741_824, '1 GiB'],
    ['bytes-per-second', 2048, '2 KiB /s'],
    ['seconds', 0.0124, '12 ms'],
    ['share', 0.987, '99 %'],
    ['cpus', 0.25, '0.25 CPU'],
    ['count', 3, '3'],
  ] as const)('writes %s with its unit', (unit, value, words) => expect(plain(formatterOf(unit)(value))).toBe(words))

  it('has no figure where there is none', () => expect(formatterOf('bytes')(null)).toBe('–'))

  it('is also a file of all its figures, a gap being empty', () => {
    const csv = writeCsv([0, 10], [{ name: 'a "b"', values: [1.5, null] }])
    expect(csv).toBe('time,"a ""b"""\n1970-01-01T00:00:00.000Z,1.5\n1970-01-01T00:00:10.000Z,\n')
  })
})
