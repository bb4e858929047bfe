import { readFile, statfs } from 'node:fs/promises'
import { freemem, loadavg, totalmem } from 'node:os'
import type { Figure, HostSeries } from '@holdfast/shared/metrics/series'

type Figures = Figure<HostSeries>[]

/** What the host's own kernel counts. `pool`: where the volumes lie, as found from here. */
export async function hostFigures(pool: string): Promise<Figures> {
  const [stat, memory, network, disk] = await Promise.all([
    readFile('/proc/stat', 'utf8'),
    readFile('/proc/meminfo', 'utf8'),
    readFile('/proc/net/dev', 'utf8'),
    statfs(pool),
  ])
  return [
    ...processorFigures(stat),
    { name: 'host_load', value: loadavg()[0] ?? 0 },
    { name: 'host_memory_bytes', value: totalmem() },
    { name: 'host_memory_used_bytes', value: totalmem() - (availableBytes(memory) ?? freemem()) },
    { name: 'host_pool_bytes', value: disk.blocks * disk.bsize },
    { name: 'host_pool_free_bytes', value: disk.bavail * disk.bsize },
    ...networkFigures(network),
  ]
}

/** The kernel counts in hundredths of a second: user nice system idle iowait irq softirq steal. */
export function processorFigures(stat: string): Figures {
  const fields = /^cpu +([\d ]+)$/m.exec(stat)?.[1]?.split(' ').map(Number)
  if (!fields) return []
  const seconds = (...indexes: number[]) => indexes.reduce((sum, index) => sum + (fields[index] ?? 0), 0) / 100
  return [
    { name: 'host_cpu_seconds', by: 'user', value: seconds(0, 1) },
    { name: 'host_cpu_seconds', by: 'system', value: seconds(2, 5, 6) },
    { name: 'host_cpu_seconds', by: 'waiting', value: seconds(4) },
    { name: 'host_cpu_seconds', by: 'stolen', value: seconds(7) },
  ]
}

/** With what caches would give back. */
export function availableBytes(memory: string): number | undefined {
  const kibibytes = /^MemAvailable: +(\d+) kB$/m.exec(memory)?.[1]
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024
}

/** Loopback, bridges and cables into containers carry what stays on the host. */
const inside = /^(lo|docker\d|br-|veth|hf|virbr|cni|flannel)/

export function networkFigures(table: string): Figures {
  const rows = table.split('\n').flatMap((line) => {
    const [name = '', counters = ''] = line.split(':', 2)
    const fields = counters.trim().split(/\s+/).map(Number)
    return fields.length !== 16 || inside.test(name.trim()) ? [] : [fields]
  })
  const sum = (index: number) => rows.reduce((total, fields) => total + (fields[index] ?? 0), 0)
  return [
    { name: 'host_network_received_bytes', value: sum(0) },
    { name: 'host_network_sent_bytes', value: sum(8) },
  ]
}
