import type { OrganizationId } from '@holdfast/shared/ids'
import { makeAttempts } from './attempts.ts'

/** Letters that members have the platform write to people: nobody's mailbox is filled by somebody else, nor the mail server worn out. */
export interface LetterLimits {
  /** Throws `too-many-requests`. */
  take(letter: { organizationId: OrganizationId; recipient: string }): void
}

const windowSeconds = 3600
const mostToOne = 5
const mostOfOrganization = 100

/** Counts over all organizations by recipient, and by organization. */
export function openLetterLimits(): LetterLimits {
  const byRecipient = makeAttempts({ most: mostToOne, windowSeconds })
  const byOrganization = makeAttempts({ most: mostOfOrganization, windowSeconds })
  return {
    take({ organizationId, recipient }) {
      const back = byRecipient.take(recipient)
      try {
        byOrganization.take(organizationId)
      } catch (refusal) {
        back()
        throw refusal
      }
    },
  }
}
