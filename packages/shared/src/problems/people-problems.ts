import { z } from 'zod'
import { because, entry, none } from './define-problem.ts'

/** About members, invitations and passwords. */
export const peopleProblems = {
  'invitation-refused': entry({
    title: 'The invitation cannot be used',
    facts: because,
    retry: 'after-change',
    detail: ({ because }) => `The invitation ${because}.`,
    remedy: 'Ask whoever invited you to send it again.',
  }),
  'invitation-for-another': entry({
    title: 'The invitation is for somebody else',
    facts: z.object({ email: z.string() }),
    retry: 'after-change',
    detail: ({ email }) => `It was made for ${email}.`,
    remedy: 'Sign in with the e-mail that was invited, or ask for an invitation of your own.',
  }),
  'already-member': entry({
    title: 'The person has this place already',
    facts: z.object({ email: z.string(), role: z.string() }),
    retry: 'never',
    detail: ({ email, role }) => `${email} is ${role} of this organization.`,
    remedy: 'Change the role of the member instead.',
  }),
  'already-invited': entry({
    title: 'The person is invited already',
    facts: z.object({ email: z.string(), invitationId: z.string() }),
    retry: 'after-change',
    detail: ({ email, invitationId }) => `${email} has an invitation that is still good (${invitationId}).`,
    remedy: 'Send that invitation again, or revoke it first.',
  }),
  'last-owner': entry({
    title: 'An organization needs an owner',
    facts: z.object({ organization: z.string(), email: z.string() }),
    retry: 'after-change',
    detail: ({ organization, email }) => `${email} is the last owner of "${organization}".`,
    remedy: 'Make another member owner first; an organization with nobody else must have no databases.',
  }),
  'last-operator': entry({
    title: 'An installation needs an operator',
    facts: z.object({ email: z.string() }),
    retry: 'after-change',
    detail: ({ email }) => `${email} is the last operator.`,
    remedy: 'Make somebody else operator first.',
  }),
  'password-not-yours-to-reset': entry({
    title: 'This password is not yours to reset',
    facts: z.object({ email: z.string() }),
    retry: 'never',
    detail: ({ email }) =>
      `The account of ${email} is your own, or reaches further than this organization or than your rights.`,
    remedy:
      'Your own password is changed in your account. For others, ask an operator of the installation for a reset link.',
  }),
  'mail-not-configured': entry({
    title: 'This installation sends no e-mail',
    facts: none,
    retry: 'never',
    detail: () => 'No mail server is configured, so no link can be mailed.',
    remedy: 'Ask an admin of your organization or an operator for a reset link.',
  }),
  'reset-refused': entry({
    title: 'The reset link cannot be used',
    facts: because,
    retry: 'after-change',
    detail: ({ because }) => `The link ${because}.`,
    remedy: 'Ask for a new reset link.',
  }),
} as const
