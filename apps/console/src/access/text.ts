import type { ExtensionView, LogicalDatabaseView, RoleGrant, RoleView } from '@holdfast/shared/contract/access-views'
import { formatDuration, formatList } from '../ui/numbers.ts'

type GrantPreset = RoleGrant['preset']
type GrantWord = GrantPreset | 'none'

export const text = {
  title: 'Access',
  lead: 'Who may come in, as whom, and to what inside this database.',
  busyLabel: 'Saving…',
  cancel: 'Back',
  none: '–',
  platformOnly: 'made by SQL: change it there',
  typeName: (name: string) => `Type ${name} to confirm`,
  typeWrong: 'This is not its name.',
  roles: {
    title: 'Roles',
    about:
      'A role has two logins, so that a password can be changed without a pause. What it makes and may do belongs to the role.',
    columns: { name: 'Role', logins: 'Logins', grants: 'May', state: 'Status', change: 'Change' },
    empty: 'No role yet. Programs that only read should not be able to write.',
    grant: (database: string, preset: GrantPreset) => `${presetWords[preset]} ${database}`,
    noGrant: 'nothing yet',
    replication: 'read change streams',
    needsCertificate: 'only with a certificate',
    list: (parts: readonly string[]) => formatList(parts),
    create: 'Create role',
    created: (name: string) => `The role ${name} is being made.`,
    name: 'Name of the role',
    nameHint: 'Lower case letters, digits and underscores.',
    nameRequired: 'Give the role a name.',
    grantsTitle: 'What it may do',
    grantOf: (database: string) => `In ${database}`,
    presets: {
      none: 'nothing',
      read: 'read: tables, views and sequences, later ones too',
      write: 'write: read, insert, update and delete',
      owner: 'own: everything inside',
    } satisfies Readonly<Record<GrantWord, string>>,
    replicationWord: 'May read change streams (logical replication, over TLS, direct endpoint only)',
    certificateWord: 'Needs a client certificate beside the password (direct endpoint only)',
    once: (name: string) => `The password of ${name}`,
    onceLead:
      'It is shown this once. Whoever may connect can reveal it later; the connection panel writes the whole string for this role.',
    login: 'Login',
    password: 'Password',
    copyPassword: 'Copy password',
    toPanel: 'To the connection panel',
    put: 'Put away',
    changeTitle: (name: string) => `Change ${name}`,
    save: 'Save role',
    changed: (name: string) => `What ${name} may do is being changed.`,
    remove: 'Delete role',
    removePlan:
      'Its sessions end, its certificates are revoked, and what it owns goes to the owner of the database. This cannot be undone.',
    removed: (name: string) => `The role ${name} is being deleted.`,
  },
  logical: {
    title: 'Logical databases',
    about: 'Each has an owner of its own, and nobody else comes in without a grant.',
    columns: { name: 'Name', owner: 'Owner', state: 'Status', act: 'Do' },
    first: 'came with the database',
    create: 'Create logical database',
    created: (name: string) => `${name} is being made.`,
    name: 'Name of the logical database',
    nameHint: 'Lower case letters, digits and underscores.',
    nameRequired: 'Give it a name.',
    remove: (name: string) => `Delete ${name}`,
    removeTitle: 'Delete a logical database',
    which: 'Logical database to delete',
    choose: 'choose one',
    removePlan:
      'Its sessions end at once and nobody comes in any more. Its data is kept for 7 days; until then it can be brought back as it was.',
    submitRemove: 'Delete logical database',
    removed: (name: string) => `${name} is deleted. It can be brought back for 7 days.`,
    recoverable: (ms: number, until: string) => `Recoverable for ${formatDuration(ms)}, until ${until}`,
    unrecoverable: 'Its time is over; it is being erased.',
    undelete: (name: string) => `Undelete ${name}`,
    undeleting: 'Bringing back…',
    undeleted: (name: string) => `${name} comes back with its data.`,
  },
  extensions: {
    title: 'Extensions',
    about: 'What PostgreSQL can do beyond itself, and why some of it is not offered here.',
    within: 'In the logical database',
    columns: { name: 'Extension', about: 'About', state: 'Status', act: 'Do' },
    install: (name: string) => `Install ${name}`,
    remove: (name: string) => `Remove ${name}`,
    installed: (name: string) => `${name} is being installed.`,
    removed: (name: string) => `${name} is being removed.`,
    version: (version: string) => `version ${version}`,
    busy: 'Starting…',
  },
  networks: {
    title: 'Allowed networks',
    about: 'Only clients from these networks reach the endpoints; everybody else is turned away before the password.',
    field: 'Networks, one in each line',
    hint: 'In CIDR notation: 10.0.0.0/8, 2001:db8::/32. 0.0.0.0/0 and ::/0 together are everybody.',
    wrong: (network: string) => `“${network}” is not a network in CIDR notation.`,
    tooMany: 'At most 100 networks.',
    required: 'Enter at least one network; without any nobody could connect.',
    onlyMe: 'Only me',
    onlyMeHint: (address: string) => `Your browser signed in from ${address}.`,
    unknownAddress: 'The address of your browser is not known here.',
    outside: (address: string) =>
      `Your own address ${address} is in none of these networks: from there you could no longer connect.`,
    sure: 'I know, lock this address out',
    sureRequired: 'Confirm that you want to lock your own address out, or add it.',
    save: 'Save networks',
    saved: 'The allowed networks are saved.',
  },
  certificates: {
    title: 'Client certificates',
    about:
      'A certificate is good for one login of this database alone. Roles that need one are not let in by password alone.',
    empty: 'No client certificate has been issued.',
    columns: { login: 'Login', serial: 'Serial number', state: 'Status', expires: 'Expires', act: 'Do' },
    states: { valid: 'Valid', revoked: 'Revoked', expired: 'Expired' },
    issue: 'Issue certificate',
    issued: 'The certificate is issued.',
    login: 'For the login',
    days: 'Good for days',
    daysWrong: 'Enter whole days, 1 to 365.',
    noLogins: 'Create a role first: certificates are for its logins.',
    onceTitle: (login: string) => `Certificate of ${login}`,
    once: 'The key is shown this once and kept nowhere. Download both files now.',
    files: { certificate: 'Download client.crt', key: 'Download client.key', ca: 'Download the clients’ CA' },
    revoke: (serial: string) => `Revoke ${serial}`,
    revoked: 'The certificate is revoked.',
    put: 'Put away',
  },
  slots: {
    title: 'Replication slots',
    about:
      'A slot keeps the changes for a reader of a change stream until it has read them. A slot that nobody reads fills the disk.',
    empty: 'No replication slot. A role that may read change streams makes one by SQL.',
    columns: { name: 'Slot', database: 'Logical database', state: 'Status' },
    active: 'Being read',
    idle: 'Nobody reads it',
  },
}

const presetWords: Readonly<Record<GrantPreset, string>> = { read: 'read', write: 'write', owner: 'own' }

export const roleStates: Readonly<Record<RoleView['state'], string>> = {
  creating: 'Creating',
  present: 'Ready',
  changing: 'Changing',
  deleting: 'Deleting',
  refused: 'Refused',
}

export const logicalStates: Readonly<Record<LogicalDatabaseView['state'], string>> = {
  creating: 'Creating',
  present: 'Ready',
  deleted: 'Deleted',
  refused: 'Refused',
}

export const extensionStates: Readonly<Record<ExtensionView['state'], string>> = {
  available: 'Available',
  installing: 'Installing',
  installed: 'Installed',
  removing: 'Removing',
  refused: 'Refused',
  'not-offered': 'Not offered',
}
