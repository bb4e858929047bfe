import { expect, it } from 'vitest'
import { availableBytes, networkFigures, processorFigures } from './host-figures.ts'

it('tells what processors did in seconds, and nothing of what it cannot read', () => {
  const stat = 'cpu  100 50 200 9999 30 10 20 5 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n'
  expect(processorFigures(stat).map(({ by, value }) => [by, value])).toEqual([
    ['user', 1.5],
    ['system', 2.3],
    ['waiting', 0.3],
    ['stolen', 0.05],
  ])
  expect(processorFigures('')).toEqual([])
})

it('counts memory that caches would give back as free', () => {
  expect(availableBytes('MemTotal:  9 kB\nMemAvailable:    2 kB\n')).toBe(2_048)
  expect(availableBytes('MemTotal:  9 kB\n')).toBeUndefined()
})

it('counts only what leaves and reaches the host', () => {
  const row = (name: string) => `${name}: 10 0 0 0 0 0 0 0 20 0 0 0 0 0 0 0`
  const table = ['lo', 'eth0', 'veth12', 'br-1', 'enp1s0'].map(row).join('\n')
  expect(networkFigures(table).map(({ value }) => value)).toEqual([20, 40])
})
