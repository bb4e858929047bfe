import type { MemberRole, Permission } from '@holdfast/shared/contract/permissions'
import { formatPlural } from '../../ui/numbers.ts'
import { once } from '../../ui/once.ts'

const roles: Readonly<Record<MemberRole, string>> = {
  owner: 'Owner',
  admin: 'Admin',
  developer: 'Developer',
  viewer: 'Viewer',
  auditor: 'Auditor',
}
const either = once(() => new Intl.ListFormat('en', { type: 'disjunction' }))

/** What the lines of the table of roles say. */
const abilities: Readonly<Partial<Record<Permission, string>>> = {
  'database:read': 'See databases, operations, hosts and people',
  'database:create': 'Create, change and restart databases',
  'database:connect': 'Read passwords and connect',
  'operation:cancel': 'Cancel operations',
  'database:delete': 'Delete databases and bring them back',
  'organization:manage': 'Invite, change and remove people',
  'token:manage': 'See and revoke everybody’s tokens',
  'audit:read': 'Read the audit trail',
  'organization:own': 'Make owners, hand the organization over',
}

export const text = {
  title: 'People',
  sentence: (shown: number, isMore: boolean) =>
    isMore ? `More than ${formatPlural(shown, 'member', 'members')}.` : `${formatPlural(shown, 'member', 'members')}.`,
  members: 'Members',
  columns: { email: 'E-mail', role: 'Role', since: 'Member since' },
  roles,
  you: 'you',
  operator: 'operator',
  roleTable: 'What each role may do',
  ability: 'May',
  abilities,
  may: 'yes',
  mayNot: '–',
  needsRole: (role: 'admin' | 'owner', whom: readonly string[]) =>
    `Needs the ${role} role.${whom.length > 0 ? ` Ask ${either().format(whom)}.` : ''}`,
  unknown: 'Nobody with this id is a member here. They may have left.',
  personOnly: 'Only a signed-in person can do this; no token can.',
  toPeople: 'To the people',
  facts: {
    title: 'About',
    since: 'Member since',
    id: 'Id',
    role: 'Role',
    operator: 'Operator of the installation',
    yes: 'Yes',
    no: 'No',
  },
  role: {
    title: 'Role',
    field: 'Role',
    hint: 'It holds from the next request on. Tokens of this person never have more than the person.',
    onlyOwners: 'Only owners make and unmake owners.',
    save: 'Save role',
    saving: 'Saving…',
    saved: (email: string, role: MemberRole) => `${email} is ${roles[role].toLowerCase()} now.`,
  },
  transfer: {
    title: 'Hand the organization over',
    plan: (email: string) =>
      `${email} becomes owner and you become admin, in one step. Only the new owner can give it back.`,
    submit: 'Hand over',
    busy: 'Handing over…',
    done: (email: string) => `${email} is the owner now; you are admin.`,
    isOwner: 'This person is an owner already.',
  },
  reset: {
    title: 'Password',
    plan: 'Make a link with which this person chooses a new password. It is good once, for a day. The present password goes on until then.',
    submit: 'Make a reset link',
    busy: 'Making a link…',
    mailed: (email: string) => `A link was mailed to ${email}.`,
    handOver: (email: string) =>
      `No mail server is set up; send this link to ${email} yourself. It is shown only now. Whoever has it can choose the password.`,
    link: 'Reset link',
    copy: 'Copy reset link',
    own: 'Your own password is changed under Account.',
  },
  remove: {
    title: 'Remove from the organization',
    plan: 'Access ends within a second, and the tokens this person made here are revoked. What they made stays. They can be invited again.',
    submit: (email: string) => `Remove ${email}`,
    busy: 'Removing…',
    done: (email: string) => `${email} is no longer a member.`,
  },
  leave: {
    title: 'Leave the organization',
    plan: (name: string) =>
      `You lose access to ${name} within a second, and the tokens you made here are revoked. Databases stay. Somebody has to invite you to come back.`,
    submit: (name: string) => `Leave ${name}`,
    busy: 'Leaving…',
  },
}
