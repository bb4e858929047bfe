import { formatBytes, formatCount, formatDuration, formatPlural } from '../ui/numbers.ts'
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
  placement: 'New databases',
  agent: 'Agent',
  clock: 'Clock',
  /** Below a second nobody needs a figure: the way of a message takes part of it. */
  clockWords: (aheadMs: number) =>
    Math.abs(aheadMs) < 1000
      ? 'as the control plane’s'
      : aheadMs > 0
        ? `${formatDuration(aheadMs)} ahead of the control plane’s`
        : `${formatDuration(-aheadMs)} behind the control plane’s`,
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
  conditionWords: (code: string) => `${code.charAt(0).toUpperCase()}${code.slice(1).replaceAll('-', ' ')}`,
  noConditions: 'Nothing about it needs you.',
  one: {
    capacity: 'Capacity',
  },
  add: {
    title: 'Add a host',
    lead: 'Run one command as root on the new machine, which needs Docker and curl and nothing else. It joins with a token that is good once, for an hour; until it has joined, the command may be run again.',
    limits:
      'It loads its images from here and takes new databases when they have arrived. Connection strings lead to its databases when HOLDFAST_ENDPOINT names it too.',
    operatorOnly: 'Needs an operator of this installation.',
    submit: 'Make the command',
    again: 'Make another command',
    busy: 'Making…',
    label: 'Command for the new host',
    copy: 'Copy command',
    expires: (left: string) => `Good for ${left} more, once.`,
    expired: 'The token has expired. Make another command.',
    loopback:
      'This installation listens on loopback only, so no other machine can reach it: set HOLDFAST_BIND to an address of this machine and start it again first.',
    waiting: 'Waiting for its first word…',
    joined: (name: string, state: string) => `${name} has joined: ${state}.`,
  },
}
