import { readFile } from 'node:fs/promises'
import type { Figure, InstanceSeries } from '@holdfast/shared/metrics/series'

type Figures = readonly Figure<InstanceSeries>[]

const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '')

/** What this container took, by its own cgroup and network: first where version 2 of cgroups tells it, then version 1. */
export async function containerFigures(): Promise<Figures> {
  const [cpuStat, cpuUsage, memoryStat, memoryStatOld, network] = await Promise.all([
    read('/sys/fs/cgroup/cpu.stat'),
    read('/sys/fs/cgroup/cpuacct/cpuacct.usage'),
    read('/sys/fs/cgroup/memory.stat'),
    read('/sys/fs/cgroup/memory/memory.stat'),
    read('/proc/net/dev'),
  ])
  return [
    ...cpuFigures(cpuStat, cpuUsage),
    ...memoryFigures(memoryStat === '' ? memoryStatOld : memoryStat),
    ...networkFigures(network),
  ]
}

/** `usage_usec` in microseconds, or one number of nanoseconds. */
export function cpuFigures(stat: string, usage: string): Figures {
  const microseconds = numberAfter(stat, 'usage_usec')
  if (microseconds !== undefined) return [{ name: 'cpu_seconds', value: microseconds / 1e6 }]
  return /^\d+\n?$/.test(usage) ? [{ name: 'cpu_seconds', value: Number(usage) / 1e9 }] : []
}

/** Anonymous and shared memory: what the engine's cache of files takes is given back when somebody needs it. */
export function memoryFigures(stat: string): Figures {
  const anonymous = numberAfter(stat, 'anon') ?? numberAfter(stat, 'total_rss')
  const shared = numberAfter(stat, 'shmem') ?? numberAfter(stat, 'total_shmem')
  if (anonymous === undefined) return []
  return [{ name: 'memory_bytes', value: anonymous + (shared ?? 0) }]
}

/** Of all networks but the container's own loopback. */
export function networkFigures(table: string): Figures {
  const rows = table.split('\n').flatMap((line) => {
    const [name, counters] = line.split(':', 2)
    const fields = counters?.trim().split(/\s+/).map(Number)
    return name === undefined || name.trim() === 'lo' || fields?.length !== 16 ? [] : [fields]
  })
  if (rows.length === 0) return []
  const sum = (index: number) => rows.reduce((total, fields) => total + (fields[index] ?? 0), 0)
  return [
    { name: 'network_received_bytes', value: sum(0) },
    { name: 'network_sent_bytes', value: sum(8) },
  ]
}

function numberAfter(text: string, name: string): number | undefined {
  const found = new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]
  return found === undefined ? undefined : Number(found)
}
