import { describe, expect, it } from 'vitest'
import { readFigures, writeTable } from './table.ts'

const empty = 'before\n<!-- bench: written by `npm run bench -- --table` -->\n<!-- /bench -->\nafter\n'
const output =
  'a line for people\n{"bench":"path","clients":1,"ratio":0.912345,"n":12}\n{"bench":"path","clients":8,"ratio":0.8,"n":12}\n'

describe('the table of the benchmarks', () => {
  it('is made of the figures among the lines, each in its own row, and touches nothing beside it', () => {
    expect(writeTable(empty, { figures: readFigures(output), where: '2 cores, 2026-01-02' })).toBe(
      [
        'before',
        '<!-- bench: written by `npm run bench -- --table` -->',
        '| benchmark | figures | where and when |',
        '|---|---|---|',
        '| path | clients 1, ratio 0.9123, n 12 | 2 cores, 2026-01-02 |',
        '| path 2 | clients 8, ratio 0.8, n 12 | 2 cores, 2026-01-02 |',
        '<!-- /bench -->',
        'after\n',
      ].join('\n'),
    )
  })

  it('keeps what was not measured again', () => {
    const first = writeTable(empty, { figures: readFigures(output), where: 'here' })
    const api = { bench: 'api-show', reads_per_second: 3100 }
    const second = writeTable(first, { figures: [api, { bench: 'path', ratio: 1 }], where: 'there' })
    expect(second.split('\n').slice(2, 7)).toEqual([
      '| benchmark | figures | where and when |',
      '|---|---|---|',
      '| api-show | reads_per_second 3100 | there |',
      '| path | ratio 1 | there |',
      '| path 2 | clients 8, ratio 0.8, n 12 | here |',
    ])
  })

  it('is refused where it has no place, and from lines that are no figures', () => {
    expect(() => writeTable('nothing', { figures: [], where: '' })).toThrow(/no place for the table/)
    expect(() => readFigures('{"bench":"UP | DOWN"}')).toThrow()
  })
})
