import { formatPlural } from '../../ui/numbers.ts'

export const text = {
  title: 'Account',
  back: 'To the databases',
  skip: 'Skip to the content',
  profile: { title: 'You', email: 'E-mail', id: 'Id', operator: 'Operator of this installation', yes: 'Yes', no: 'No' },
  organizations: {
    title: 'Organizations',
    none: 'You belong to no organization. Make one below, or open an invitation.',
    columns: { name: 'Name', role: 'Your role', actions: 'Actions' },
    leave: 'Your membership',
  },
  theme: { title: 'Theme', kept: 'Kept in this browser.' },
  password: {
    title: 'Password',
    plan: 'Every other session of yours ends; this one and your tokens go on.',
    current: 'Present password',
    currentRequired: 'Enter the password you have now.',
    next: 'New password',
    submit: 'Change password',
    busy: 'Changing…',
    done: 'The password is changed. Every other session has ended.',
  },
  sessions: {
    title: 'Where you are signed in',
    sentence: (count: number, isMore: boolean) =>
      isMore
        ? `More than ${formatPlural(count, 'session', 'sessions')}.`
        : `${formatPlural(count, 'session', 'sessions')}.`,
    columns: { where: 'Program', address: 'Address', started: 'Since', used: 'Last used', actions: 'Actions' },
    here: 'this one',
    unknown: 'unknown program',
    noAddress: '?',
    end: 'End',
    ending: 'Ending…',
    ended: 'The session has ended; it is refused within a second.',
    endOthers: 'End all others',
    othersEnded: 'Every other session has ended.',
    on: (browser: string, system: string) => `${browser} on ${system}`,
  },
  export: {
    title: 'Your data',
    plan: 'Everything kept about you, as one JSON file: sessions, tokens, invitations, and what you did.',
    submit: 'Download my data',
    busy: 'Gathering…',
    file: 'holdfast-my-data.json',
  },
  remove: {
    title: 'Delete the account',
    plan: 'Account, sessions, memberships and tokens end at once. The audit trail keeps what was done. Nobody can bring the account back.',
    alone: 'An organization of yours alone is closed when it has no database. One you share needs another owner first.',
    owner: (names: string) =>
      `You own ${names}. Where you are the only owner, hand it over or delete its databases first.`,
    operator: 'You operate this installation. Its last operator cannot be deleted.',
    password: 'Password',
    passwordRequired: 'Enter your password.',
    submit: 'Delete my account',
    busy: 'Deleting…',
  },
}
