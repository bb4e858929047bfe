import { formatBytes, formatCount, formatPlural } from '../ui/numbers.ts'
import type { CapacityLine } from './host-capacity.ts'

/** CPUs with one decimal, everything else in bytes. */
export const amountOf = (what: CapacityLine['what'], amount: number): string =>
  what === 'cpus' ? formatCount(Math.round(amount * 10) / 10) : formatBytes(amount)

export const text = {
  title: 'Hosts',
  sentence: (connected: number, all: number) =>
    connected === all
      ? `${formatPlural(all, 'host', 'hosts')}, ${all === 1 ? 'connected' : 'all connected'}.`
      : `${connected} of ${formatPlural(all, 'host', 'hosts')} connected.`,
  empty: 'No host has joined yet. Databases live on hosts; npm start makes the machine it runs on the first one.',
  state: { joining: 'Joining', connected: 'Connected', silent: 'Silent' },
  lastHeard: 'Last heard',
  never: 'never',
  agent: 'Agent',
  databases: 'Databases',
  labels: 'Labels',
  none: '–',
  cpus: 'CPU',
  memory: 'Memory',
  storage: 'Storage',
  unknown: 'Its capacity is not known yet.',
  promised: (promised: string, total: string, free: string) => `${promised} of ${total} promised, ${free} free`,
  conditions: 'Conditions',
  roomTitle: 'Free capacity',
  roomOf: ({ host, cpus, memory, storage }: Record<'host' | 'cpus' | 'memory' | 'storage', string>) =>
    `${host}: ${cpus} CPU, ${memory} memory and ${storage} storage are free.`,
  noHosts: 'No host has joined yet, so there is no room for a database.',
  silentHost: (host: string) => `${host}: silent; nothing new is placed there.`,
}
