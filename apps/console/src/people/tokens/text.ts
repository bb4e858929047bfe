import type { Permission } from '@holdfast/shared/contract/permissions'
import { formatList } from '../../ui/numbers.ts'

/** What a scope allows, in words. */
const scopes: Readonly<Record<Permission, string>> = {
  'organization:read': 'See the organization and its people',
  'organization:manage': 'Manage people and the organization',
  'organization:own': 'Act as owner',
  'database:read': 'See databases',
  'database:create': 'Create databases',
  'database:change': 'Change and restart databases',
  'database:delete': 'Delete databases and bring them back',
  'database:connect': 'Read passwords of databases',
  'operation:read': 'See operations',
  'operation:cancel': 'Cancel operations',
  'token:manage': 'Manage everybody’s tokens',
  'audit:read': 'Read the audit trail',
  'host:read': 'See hosts',
  'host:manage': 'Manage hosts',
  'platform:operate': 'Operate the installation',
}

export const text = {
  title: 'Tokens',
  sentence:
    'For programs: each speaks for this organization with the scopes it was given, never with more than its maker has.',
  scopes,
  make: {
    title: 'New token',
    name: 'Name',
    nameHint: 'Where it is used, for example “ci of orders”.',
    nameRequired: 'Give it a name.',
    scopes: 'Scopes',
    scopesRequired: 'Choose at least one scope.',
    expiry: 'Ends after',
    days: (days: number) => `${days} days`,
    never: 'never; revoke it yourself',
    submit: 'Make token',
    busy: 'Making…',
    example: 'ci',
  },
  made: {
    title: (name: string) => `“${name}” is made`,
    once: 'This is the only time it is shown. Store it where your program finds it.',
    value: 'Token',
    copyValue: 'Copy token',
    variables: 'Variables for CI',
    copyVariables: 'Copy variables',
    curl: 'Try it with curl',
    copyCurl: 'Copy curl line',
    caNote:
      'Where programs do not trust the certificate of this address, give them the CA of the installation (curl: --cacert).',
    ca: 'Download CA',
    scopes: (words: readonly string[]) =>
      `It may: ${formatList(words.map((word) => word.charAt(0).toLowerCase() + word.slice(1)))}.`,
    done: 'I have stored it',
  },
  list: {
    title: 'Tokens that were made',
    whose: 'Whose tokens',
    choices: { own: 'Yours', all: 'Of everybody' },
    onlyOwn: 'Those of others are seen by owners and admins.',
    none: 'No token yet.',
    columns: {
      name: 'Name',
      prefix: 'Begins with',
      scopes: 'Scopes',
      used: 'Last used',
      until: 'Ends',
      actions: 'Actions',
    },
    neverUsed: 'never',
    noEnd: 'no end',
    revoked: 'revoked',
    expired: 'ended',
    revoke: 'Revoke',
    revoking: 'Revoking…',
    wasRevoked: (name: string) => `“${name}” is revoked; it is refused within a second.`,
    inDays: (amount: string) => `in ${amount}`,
  },
}
