import type { Letter } from '../mail/mail-door.ts'
import type { InvitationRow } from './invitation-store.ts'

export const invitationLetter = (invitation: InvitationRow, url: string): Letter => ({
  recipient: invitation.email,
  subject: `You are invited to ${invitation.organizationName}`,
  text: `${invitation.invitedBy} invites you to ${invitation.organizationName} as ${invitation.role}.

Open this link to join. It is good once, until ${invitation.expiresAt.toISOString()}:
${url}

If you do not know what this is about, do nothing.
`,
})

export const resetLetter = (reset: { email: string; url: string; expiresAt: string }): Letter => ({
  recipient: reset.email,
  subject: 'A new password',
  text: `Somebody asked for a new password for ${reset.email}.

Open this link to choose one. It is good once, until ${reset.expiresAt}:
${reset.url}

If it was not you, do nothing: the old password goes on.
`,
})
