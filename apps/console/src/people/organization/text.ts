import { formatBytes, formatCount } from '../../ui/numbers.ts'

const plain = (amount: number) => formatCount(amount)

export const text = {
  title: 'Settings',
  rename: {
    title: 'Name',
    field: 'Name of the organization',
    hint: 'It stands in the addresses of the console too; old addresses with the id go on working.',
    required: 'Give it a name.',
    tooLong: 'Use at most 80 characters.',
    save: 'Save name',
    saving: 'Saving…',
    saved: (name: string) => `The organization is now called ${name}.`,
  },
  quota: {
    title: 'Quota and usage',
    sentence: 'An operator of the installation sets it. It is checked before anything is made.',
    names: {
      databases: 'Databases',
      cpus: 'CPUs',
      memoryBytes: 'Memory',
      storageBytes: 'Storage',
      connections: 'Client connections',
    },
    amounts: { databases: plain, cpus: plain, memoryBytes: formatBytes, storageBytes: formatBytes, connections: plain },
    used: (used: string, limit: string, left: string) => `${used} of ${limit} used, ${left} left`,
  },
  installation: {
    title: 'This installation',
    version: 'Version',
    endpoint: 'Databases answer at',
    signUp: 'Sign-up',
    signUps: { open: 'open to everybody', invite: 'by invitation', closed: 'closed' },
    mail: 'E-mail',
    sendsMail: 'sent: invitations, password resets, alerts',
    sendsNone: 'not set up; links are handed over by hand',
  },
  about: { title: 'About', id: 'Id', role: 'Your role' },
  create: {
    title: 'New organization',
    plan: 'It has databases, people, tokens and a quota of its own. Nothing of one organization is visible in another.',
    field: 'Name',
    required: 'Give it a name.',
    submit: 'Make organization',
    busy: 'Making…',
    example: 'Difference Engines',
  },
}
