import type { DatabaseState } from '@holdfast/shared/contract/database-routes'
import { formatBytes, formatCount, formatDuration, formatList, formatPlural } from '../ui/numbers.ts'

export const stateWords: Readonly<Record<DatabaseState, string>> = {
  creating: 'Creating',
  running: 'Healthy',
  starting: 'Starting',
  degraded: 'At risk',
  unreachable: 'Unknown',
  failed: 'Down',
  deleting: 'Deleting',
  deleted: 'Deleted',
}

export const text = {
  runsOn: (host: string, standbys: number) =>
    standbys === 0
      ? `Primary on ${host}, no standby.`
      : `Primary on ${host}, ${formatPlural(standbys, 'standby', 'standbys')} wanted.`,
  list: {
    title: 'Databases',
    summary: (healthy: number, others: readonly string[]) =>
      others.length === 0
        ? `${formatPlural(healthy, 'database', 'databases')}, ${healthy === 1 ? 'healthy' : 'all healthy'}.`
        : `${healthy} healthy; ${formatList(others)} ${others.length === 1 ? 'is' : 'are'} not.`,
    empty: 'No database here',
    emptyBecause:
      'A database takes about a second to make. It gets its own instance, its own volume and a connection string protected by TLS.',
    emptyCode: 'npx holdfast database create orders --wait',
    emptyCodeLabel: 'The same by the command line',
    emptyFiltered: (q: string) => `No database has “${q}” in its name.`,
    create: 'Create database',
    find: 'Find by name',
    columns: { name: 'Name', state: 'Status', version: 'Version', size: 'Size', disk: 'Disk', host: 'Host' },
    protected: 'protected',
    deleted: (count: number) => `Recently deleted (${count})`,
    recoverable: (ms: number) => `Recoverable for ${formatDuration(ms)}`,
    unrecoverable: 'Its time is over; it is being erased.',
    undelete: 'Undelete',
    undeleting: 'Bringing back…',
    undeleted: (name: string) => `${name} comes back with its data and its address.`,
  },
  create: {
    title: 'Create database',
    sentence: 'It runs on one of your hosts and answers in about a second.',
    name: 'Name',
    nameHint: 'Lower case letters, digits and single hyphens. It can be changed later.',
    nameRequired: 'Give it a name.',
    nameWrong: 'Start with a letter; use only a–z, 0–9 and single hyphens inside, 60 at most.',
    size: 'Size',
    sizeFigures: (cpus: number, memoryBytes: number, connections: number) =>
      `${formatPlural(cpus, 'CPU', 'CPUs')} · ${formatBytes(memoryBytes)} memory · ${connections} connections`,
    room: (room: number) => (room === 0 ? 'no room' : `room for ${room} more`),
    storage: 'Storage in GiB',
    storageHint: 'Choose with room to spare: this version cannot change it later.',
    storageWrong: 'Enter whole GiB, at least 1.',
    version: 'Version',
    submit: 'Create database',
    busy: 'Creating…',
    cancel: 'Back',
  },
  quota: {
    title: 'Quota of the organization',
    kinds: {
      databases: 'databases',
      cpus: 'CPU',
      memoryBytes: 'memory',
      storageBytes: 'storage',
      connections: 'connections',
    },
    amount: (kind: string, amount: number) =>
      kind.endsWith('Bytes') ? formatBytes(amount) : formatCount(Math.round(amount * 100) / 100),
    line: (kind: string, takes: string, left: string) => `${kind}: takes ${takes} of ${left} left`,
    fits: 'This database fits into the quota',
    exceeds: (kinds: readonly string[]) => `Not enough ${formatList(kinds)} left: an operator sets the quota`,
  },
  tabs: {
    label: 'Pages of this database',
    overview: 'Overview',
    metrics: 'Metrics',
    topology: 'Topology',
    access: 'Access',
    settings: 'Settings',
    danger: 'Danger',
  },
  facts: {
    title: 'About',
    size: 'Size',
    storage: 'Storage',
    storageOf: (used: number, of: number) => `${formatBytes(used)} of ${formatBytes(of)} used`,
    storageUnknown: (of: number) => `${formatBytes(of)}, use not known yet`,
    host: 'Host',
    version: 'Version',
    connections: 'Connections',
    standbys: 'Standbys',
    created: 'Created',
    protection: 'Delete protection',
    on: 'On',
    off: 'Off',
    unknown: '?',
    none: '–',
  },
  settings: {
    title: 'Settings',
    rename: 'Rename',
    name: 'Name',
    renameHint: 'The address, the connection string and what runs stay as they are.',
    save: 'Save name',
    saving: 'Saving…',
    saved: (name: string) => `The database is now called ${name}.`,
    restart: 'Restart',
    restartPlan:
      'The engine stops and starts again, usually within two seconds. Open connections end; new ones are held meanwhile and then served.',
    restarting: 'Starting…',
    restarted: (name: string) => `${name} is being restarted.`,
    busy: 'Another operation is working on this database; wait for its end.',
  },
  onHost: {
    title: 'Databases of this organization here',
    none: 'No database of this organization is here.',
    others: (count: number) =>
      `${formatPlural(count, 'database', 'databases')} of other organizations ${count === 1 ? 'is' : 'are'} here too.`,
  },
  danger: {
    title: 'Danger',
    protection: 'Delete protection',
    protectionOn:
      'On: nobody can delete this database until it is turned off. Turning it off is written to the audit trail.',
    protectionOff: 'Off: who has the right may delete this database.',
    turnOn: 'Turn protection on',
    turnOff: 'Turn protection off',
    turning: 'Saving…',
    remove: 'Delete this database',
    removePlan:
      'The instance stops at once and every connection ends. Data, address and passwords are kept for 7 days; until then it can be brought back as it was. Afterwards everything is erased.',
    typeName: (name: string) => `Type ${name} to confirm`,
    typeWrong: 'This is not the name of the database.',
    submit: 'Delete',
    busy: 'Deleting…',
    isProtected: 'Delete protection is on. Turn it off above first.',
    deleted: (name: string) => `${name} is deleted. It can be brought back for 7 days.`,
  },
  gone: {
    sentence: (moment: string) => `Deleted. Everything is kept until ${moment}.`,
    toList: 'To the databases',
  },
}
