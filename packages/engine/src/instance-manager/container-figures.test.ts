import { describe, expect, it } from 'vitest'
import { cpuFigures, memoryFigures, networkFigures } from './container-figures.ts'

describe('what a container took', () => {
  it('is told in seconds of processors by either version of cgroups', () => {
    expect(cpuFigures('usage_usec 1500000\nuser_usec 1\n', '')).toEqual([{ name: 'cpu_seconds', value: 1.5 }])
    expect(cpuFigures('nr_periods 7\n', '2500000000\n')).toEqual([{ name: 'cpu_seconds', value: 2.5 }])
    expect(cpuFigures('', '')).toEqual([])
  })

  it('is memory that cannot be given back', () => {
    expect(memoryFigures('anon 100\nfile 900\nshmem 20\n')).toEqual([{ name: 'memory_bytes', value: 120 }])
    expect(memoryFigures('cache 900\nrss 1\ntotal_rss 7\ntotal_shmem 3\n')).toEqual([
      { name: 'memory_bytes', value: 10 },
    ])
    expect(memoryFigures('')).toEqual([])
  })

  it('is what passed through every network but its own loopback', () => {
    const table = [
      'Inter-|   Receive                                                |  Transmit',
      ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed',
      '    lo:    9999       0    0    0    0     0          0         0     9999       0    0    0    0     0       0          0',
      '  eth0:     646       7    0    0    0     0          0         0       11       0    0    0    0     0       0          0',
      '  eth1:       4       7    0    0    0     0          0         0        5       0    0    0    0     0       0          0',
    ].join('\n')
    expect(networkFigures(table)).toEqual([
      { name: 'network_received_bytes', value: 650 },
      { name: 'network_sent_bytes', value: 16 },
    ])
    expect(networkFigures('')).toEqual([])
  })
})
